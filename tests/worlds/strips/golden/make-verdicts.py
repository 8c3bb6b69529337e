# Verdicts of an independent plan checker over every reference plan and every plan that differs from one by a step, for
# verdicts.test.ts. Python's standard library alone, and nothing of src/: sets of tuples in place of the lab's reader.
#
#   python3 tests/worlds/strips/golden/make-verdicts.py             # writes verdicts.json beside this file
#   python3 tests/worlds/strips/golden/make-verdicts.py rovers p07  # prints that plan's verdicts line by line
#
# A verdict is one line: "valid", "precondition STEP (fact) …" or "goal (fact) …", steps from 1, facts sorted. For each
# plan the file keeps how many lines each change gives and their CRC-32 (joined by line breaks).

import json
import re
import sys
import zlib
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
PDDL = HERE.parents[4] / "shared" / "pddl"
DOMAINS = ["blocksworld", "rovers", "sokoban"]


def read(path):
    """The file as nested tuples of words."""
    words = re.findall(r"[()]|[^\s()]+", re.sub(r";.*", "", path.read_text()).lower())
    stack = [[]]
    for word in words:
        if word == "(":
            stack.append([])
        elif word == ")":
            done = tuple(stack.pop())
            stack[-1].append(done)
        else:
            stack[-1].append(word)
    assert len(stack) == 1, path
    return stack[0]


def parts(condition):
    return condition[1:] if condition[:1] == ("and",) else (condition,)


def actions(domain):
    found = {}
    for section in domain[2:]:
        if section[0] != ":action":
            continue
        fields = dict(zip(section[2::2], section[3::2]))
        variables = [word for word in fields[":parameters"] if word.startswith("?")]
        effects = parts(fields[":effect"])
        found[section[1]] = (
            variables,
            parts(fields[":precondition"]),
            [effect for effect in effects if effect[0] != "not"],
            [effect[1] for effect in effects if effect[0] == "not"],
        )
    return found


def verdict(schemas, init, goal, plan):
    state = set(init)
    for number, (name, *objects) in enumerate(plan, 1):
        variables, needs, adds, deletes = schemas[name]
        value = dict(zip(variables, objects, strict=True))
        ground = lambda literals: {tuple(value.get(word, word) for word in literal) for literal in literals}
        missing = ground(needs) - state
        if missing:
            return line(f"precondition {number}", missing)
        state = (state - ground(deletes)) | ground(adds)
    missing = set(goal) - state
    return line("goal", missing) if missing else "valid"


def line(kind, facts):
    return " ".join([kind, *sorted(f"({' '.join(fact)})" for fact in facts)])


def changes(plan):
    steps = range(len(plan))
    return {
        "dropped": [plan[:i] + plan[i + 1 :] for i in steps],
        "doubled": [plan[: i + 1] + plan[i:] for i in steps],
        "swapped": [plan[:i] + [plan[i + 1], plan[i]] + plan[i + 2 :] for i in steps[:-1]],
    }


def verdicts(domain, name):
    """Change -> its verdicts, for one reference plan."""
    schemas = actions(read(PDDL / domain / "domain.pddl")[0])
    sections = {section[0]: section[1:] for section in read(PDDL / domain / "problems" / f"{name}.pddl")[0][1:]}
    goal = parts(sections[":goal"][0])
    plan = [list(step) for step in read(PDDL / domain / "plans" / f"{name}.plan")]
    check = lambda steps: verdict(schemas, sections[":init"], goal, steps)
    assert check(plan) == "valid", (domain, name)
    return {change: [check(steps) for steps in changed] for change, changed in changes(plan).items()}


def main():
    if len(sys.argv) == 3:
        for change, lines in verdicts(*sys.argv[1:]).items():
            print(*(f"{change} {number}: {text}" for number, text in enumerate(lines, 1)), sep="\n")
        return
    golden = {}
    for domain in DOMAINS:
        kinds = Counter()
        plans = {}
        for path in sorted((PDDL / domain / "plans").glob("*.plan")):
            found = verdicts(domain, path.stem)
            kinds.update(text.split()[0] for lines in found.values() for text in lines)
            plans[path.stem] = {
                change: [len(lines), zlib.crc32("\n".join(lines).encode())] for change, lines in found.items()
            }
        golden[domain] = {"kinds": dict(sorted(kinds.items())), "plans": plans}
    rows = [
        f'  "{domain}": {{\n    "kinds": {json.dumps(found["kinds"])},\n    "plans": {{\n'
        + ",\n".join(f'      "{name}": {json.dumps(plan)}' for name, plan in found["plans"].items())
        + "\n    }\n  }"
        for domain, found in golden.items()
    ]
    (HERE / "verdicts.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")


main()
