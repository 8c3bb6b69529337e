// The arrows of the design hold in every file, and the checker that says so can fail.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, ROOT } from '../scripts/tools.mjs';
import { areaOf, violations } from './architecture-rules.ts';

const FILES = ['src', 'workers'].flatMap(filesBelow).filter((path) => path.endsWith('.ts'));

test('every source file keeps to the arrows, the packages’ homes, and the bans on page globals, chance and clocks', () => {
  expect(FILES.length).toBeGreaterThan(30);
  expect(FILES.flatMap((path) => violations(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
});

test('a path’s area is its folder in src, and base for the files beside the folders', () => {
  expect(areaOf('src/worlds/crafter/rules.ts')).toBe('worlds');
  expect(areaOf('src/random.ts')).toBe('base');
  expect(areaOf('workers/agent.ts')).toBe('workers');
  expect(areaOf('cli/main.ts')).toBeUndefined();
});

const PLANTED: [what: string, path: string, source: string, count: number][] = [
  ['a world that imports an agent', 'src/worlds/x.ts', "import { a } from '../agents/agent.ts';", 1],
  ['a re-export upwards', 'src/language/x.ts', "export { a } from '../agents/agent.ts';", 1],
  ['a dynamic import upwards', 'src/agents/x.ts', "await import('../ui/play/page.ts');", 1],
  ['a bare import upwards', 'src/base.ts', "import './worlds/world.ts';", 1],
  ['an import across several lines', 'src/worlds/x.ts', "import {\n  a,\n} from\n  '../services/rpc.ts';", 1],
  ['an import of the command line', 'src/ui/x.ts', "import { a } from '../../cli/main.ts';", 1],
  ['a value from agents in records', 'src/records/x.ts', "import { a } from '../agents/memory.ts';", 1],
  ['the definition of a plan in records', 'src/records/x.ts', "import { a } from '../agents/plan.ts';", 0],
  ['a type from agents in records', 'src/records/x.ts', "import type { A } from '../agents/memory.ts';", 0],
  ['an unknown folder', 'src/utils/x.ts', 'export const a = 1;', 1],
  ['the runtime outside its home', 'src/services/x.ts', "import * as ort from 'onnxruntime-web/webgpu';", 1],
  ['the runtime at home', 'src/language/pocket/x.ts', "import * as ort from 'onnxruntime-web/webgpu';", 0],
  ['Node in shared code', 'src/agents/x.ts', "import { readFileSync } from 'node:fs';", 1],
  ['Node in a file named for it', 'src/language/pocket/ort-node.ts', "import { cpus } from 'node:os';", 0],
  ['the document in the core', 'src/experiments/x.ts', 'document.title = "a";', 1],
  ['the document in the page', 'src/ui/x.ts', 'document.title = "a";', 0],
  ['chance and a clock in a world', 'src/worlds/x.ts', 'const a = Math.random() + Date.now();', 2],
  ['today’s date in a record', 'src/records/codec.ts', 'const a = new Date();', 1],
  ['today’s date in the store', 'src/records/store/runs.ts', 'const a = new Date();', 0],
  [
    'a comment and a string that look like imports',
    'src/worlds/x.ts',
    "// import '../ui/a.ts'\nconst a = \"from '../ui/a.ts'\";",
    0,
  ],
  ['a file that does not parse', 'src/worlds/x.ts', 'import {', 1],
];

test.each(PLANTED)('%s gives the right number of findings', (_what, path, source, count) => {
  expect(violations(path, source)).toHaveLength(count);
});
