"""The oracle, the expert moves and the views of POGS in networkx, as a second opinion on src/worlds/pogs.

    python3 make-golden.py > golden.json           24 random walks with the expert's verdicts, and the oracle's
    python3 make-golden.py --acceptance 20000      share of trees on which the oracle backtracks 3 times, steps, success

Needs networkx 3 (tested with 3.6.1). Written from the rules of gym-pogs, sharing no code with it or with the lab.
"""

import json
import random
import sys

import networkx as nx


def draw(rng, nodes):
    """A uniform labelled tree from a Prüfer code, a start and another node as target."""
    code = [rng.randrange(nodes) for _ in range(nodes - 2)]
    tree = nx.from_prufer_sequence(code) if nodes > 2 else nx.path_graph(2)
    start, target = rng.sample(range(nodes), 2)
    return code, tree, start, target


class Memory:
    def __init__(self, tree, target, radius):
        self.tree, self.target, self.radius = tree, target, radius
        self.known = nx.Graph()
        self.visited, self.explored = set(), set()

    def look(self, node):
        self.here = node
        self.known.add_node(node)
        self.visited.add(node)
        seen = nx.single_source_shortest_path_length(self.tree, node, cutoff=self.radius)
        self.known.add_edges_from(self.tree.subgraph(seen).edges())
        self.hops = nx.single_source_shortest_path_length(self.known, node)
        self.explored |= {n for n, hops in self.hops.items() if hops <= self.radius - 1}

    def goals(self):
        if self.target in self.known:
            return [self.target]
        frontier = set(self.known) - self.explored
        least = min(self.hops[n] for n in frontier)
        return sorted(n for n in frontier if self.hops[n] == least)

    def step(self, goal):
        return nx.shortest_path(self.known, self.here, goal)[1]

    def moves(self):
        return sorted({self.step(goal) for goal in self.goals()}) if self.here != self.target else []

    def view(self):
        seen = nx.single_source_shortest_path_length(self.tree, self.here, cutoff=self.radius)
        return [[n, sorted(self.tree.subgraph(seen)[n])] for n in sorted(seen)]


def oracle(tree, start, target, radius, length, pick=min):
    """Nodes it goes to, and how often it began to walk over visited ground."""
    memory = Memory(tree, target, radius)
    memory.look(start)
    walk, goal, backtracks, backing = [], None, 0, False
    while memory.here != target and len(walk) < length:
        if goal is None or goal in memory.explored or target in memory.known:
            goal = pick(memory.goals())
        step = memory.step(goal)
        backtracks += step in memory.visited and not backing
        backing = step in memory.visited
        memory.look(step)
        walk.append(step)
    return walk, backtracks


def words(numbers):
    return " ".join(map(str, numbers))


def moment(memory):
    """`3:7,12 7:3 > 7`: the view, and the expert's moves."""
    view = " ".join(f"{n}:{','.join(map(str, neighbors))}" for n, neighbors in memory.view())
    return f"{view} > {words(memory.moves())}"


def golden(rng):
    walks = []
    for i in range(24):
        nodes, radius = (20, 2) if i < 12 else rng.choice([(2, 1), (6, 1), (12, 2), (20, 3)])
        code, tree, start, target = draw(rng, nodes)
        memory = Memory(tree, target, radius)
        memory.look(start)
        moments, actions = [moment(memory)], []
        while memory.here != target and len(actions) < 30:
            sensible = rng.random() < 0.8
            action = rng.choice(sorted(tree[memory.here])) if sensible else rng.randrange(nodes)
            actions.append(action)
            if action in tree[memory.here]:
                memory.look(action)
            moments.append(moment(memory))
        walk, backtracks = oracle(tree, start, target, radius, 30)
        walks.append({"radius": radius, "code": words(code), "start": start, "target": target,
                      "actions": words(actions), "moments": " / ".join(moments),
                      "oracle": words(walk), "backtracks": backtracks})
    return walks


def acceptance(count, rng):
    for name, pick in [("smallest label", min), ("any goal", rng.choice)]:
        hard = []
        for _ in range(count):
            _, tree, start, target = draw(rng, 20)
            walk, backtracks = oracle(tree, start, target, 2, 30, pick)
            if backtracks >= 3:
                hard.append((len(walk), walk[-1] == target))
        print(f"{name}: {100 * len(hard) / count:.2f} % of {count} accepted, "
              f"{sum(n for n, _ in hard) / len(hard):.2f} steps, {100 * sum(ok for _, ok in hard) / len(hard):.1f} % reach the target")


if __name__ == "__main__":
    generator = random.Random(1)
    if "--acceptance" in sys.argv:
        acceptance(int(sys.argv[-1]), generator)
    else:
        print(json.dumps(golden(generator), indent=2))
