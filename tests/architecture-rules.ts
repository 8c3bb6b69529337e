// The house's rules as data, and a checker that parses a file's imports and its use of globals (a real parser, so that a
// comment or a string cannot pass for an import). Words: an *area* is a folder of src/ or a root folder; `base` is the
// handful of files directly in src/.

import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'vite';

/** What each area may import; an area may always import itself. Arrows point down the list only. */
const ARROWS: Record<string, readonly string[]> = {
  base: [],
  worlds: ['base'],
  language: ['base', 'worlds'],
  agents: ['base', 'worlds', 'language'],
  records: ['base', 'worlds'],
  learning: ['base', 'language'],
  training: ['base', 'worlds', 'language', 'agents', 'learning', 'records', 'experiments'],
  speculation: ['base', 'worlds', 'language', 'agents', 'records', 'learning'],
  experiments: ['base', 'worlds', 'language', 'agents', 'records', 'speculation'],
  deployment: ['base', 'worlds', 'language', 'agents', 'records', 'learning', 'training', 'experiments'],
  services: [
    'base',
    'worlds',
    'language',
    'agents',
    'records',
    'learning',
    'training',
    'speculation',
    'deployment',
    'experiments',
  ],
  ui: [
    'base',
    'worlds',
    'language',
    'agents',
    'records',
    'speculation',
    'deployment',
    'experiments',
    'services',
  ],
  workers: ['base', 'services'],
};

/** Types cost nothing at run time, so these may be imported with `import type` as well. */
const TYPE_ARROWS: Record<string, readonly string[]> = { records: ['agents'], workers: ['records'] };

/**
 * Single files beyond the arrows: a record bounds and cleans plan text by the agent's own definition of a plan, and the
 * forms and addresses of Train and Speculate are made from the learners' own tables of dials and their bounds, which compute
 * nothing.
 */
const FILE_ARROWS: Record<string, readonly string[]> = {
  records: ['src/agents/agent.ts', 'src/agents/chat-models.ts', 'src/agents/plan.ts'],
  ui: [
    'src/learning/ppo/hyperparameters.ts',
    'src/training/rl/rl-plan.ts',
    'src/learning/gate/hyperparameters.ts',
    'src/training/rl/gate-plan.ts',
    'src/learning/k-predictor/hyperparameters.ts',
  ],
};

/** Packages have one home each; everything else may import only packages that are not listed here. */
const PACKAGE_HOMES: Record<string, readonly string[]> = {
  lit: ['src/ui/'],
  comlink: ['src/services/rpc.ts'],
  idb: ['src/records/store'],
  'onnxruntime-web': ['src/language/pocket/'],
  '@mlc-ai/web-llm': ['src/language/web-llm/'],
  '@jax-js/jax': ['src/learning/', 'src/training/', 'src/deployment/'],
};

const PAGE_GLOBALS = new Set(['window', 'document', 'localStorage', 'sessionStorage', 'customElements']);
const PAGE_HOMES = ['src/ui/', 'src/services/', 'src/records/store', 'workers/'];

const CHANCE_AND_CLOCKS = new Set(['Math.random', 'Date.now', 'performance.now', 'crypto.getRandomValues']);
const DETERMINISTIC = ['src/worlds/', 'src/agents/', 'src/learning/', 'src/records/', 'src/language/'];
/** The edges inside those folders: the store keeps dates; a Node or browser file is an effect by its name. */
const EFFECTS = /^src\/records\/store|(^|[/-])(node|browser)([-.])/;

/** Area of a path relative to the root; undefined for what the arrows do not cover (cli, tests, bench, scripts). */
export function areaOf(path: string): string | undefined {
  const [top, second, third] = path.split('/');
  if (top === 'workers') return 'workers';
  if (top !== 'src') return undefined;
  return third === undefined ? 'base' : second;
}

/** Every broken rule of one file as a line; empty when it keeps them all. `path` is relative to the root. */
export function violations(path: string, source: string): string[] {
  const area = areaOf(path);
  if (area === undefined) return [];
  const { program, module, errors } = parseSync(path, source);
  if (errors.length > 0) return [`${path} does not parse: ${errors[0].message}`];
  if (!(area in ARROWS)) return [`${path}: the area ${area} has no arrows in tests/architecture-rules.ts`];
  const broken = imports(source, module).flatMap((wanted) => importViolation(path, area, wanted));
  const globals = [...globalUses(program)].flatMap((name) => globalViolation(path, name));
  return [...broken, ...globals].map((rule) => `${path} ${rule}`);
}

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

function imports(source: string, module: ReturnType<typeof parseSync>['module']): Import[] {
  const found: Import[] = [];
  for (const { moduleRequest, entries } of module.staticImports)
    found.push({ from: moduleRequest.value, typeOnly: entries.length > 0 && entries.every((e) => e.isType) });
  for (const { entries } of module.staticExports)
    for (const { moduleRequest, isType } of entries)
      if (moduleRequest) found.push({ from: moduleRequest.value, typeOnly: isType });
  for (const { moduleRequest } of module.dynamicImports) {
    const text = source.slice(moduleRequest.start, moduleRequest.end);
    if (/^(['"`])[^$]*\1$/.test(text)) found.push({ from: text.slice(1, -1), typeOnly: false });
  }
  return found;
}

function importViolation(path: string, area: string, { from, typeOnly }: Import): string[] {
  if (!from.startsWith('.')) return packageViolation(path, from, typeOnly);
  const target = normalize(join(dirname(path), from.split('?')[0]));
  const targetArea = areaOf(target);
  if (targetArea === area) return [];
  const allowed = [...ARROWS[area], ...(typeOnly ? (TYPE_ARROWS[area] ?? []) : [])];
  if (targetArea !== undefined && allowed.includes(targetArea)) return [];
  if (FILE_ARROWS[area]?.includes(target)) return [];
  return [`imports ${target}, but ${area} may not import ${targetArea ?? 'anything outside src'}`];
}

function packageViolation(path: string, from: string, typeOnly: boolean): string[] {
  if (from.startsWith('node:'))
    return EFFECTS.test(path)
      ? []
      : [`imports ${from}, but only files named for Node may (src runs in a page)`];
  const name = from.split('/', from.startsWith('@') ? 2 : 1).join('/');
  const homes = PACKAGE_HOMES[name];
  if (!homes || typeOnly || homes.some((home) => path.startsWith(home))) return [];
  return [`imports ${name}, whose home is ${homes.join(' or ')}`];
}

function globalViolation(path: string, name: string): string[] {
  if (PAGE_GLOBALS.has(name) && !PAGE_HOMES.some((home) => path.startsWith(home)))
    return [`uses ${name}, which only a page has`];
  const mustRepeat = DETERMINISTIC.some((folder) => path.startsWith(folder)) && !EFFECTS.test(path);
  if (mustRepeat && (CHANCE_AND_CLOCKS.has(name) || name === 'new Date'))
    return [`uses ${name}: chance and clocks come in as arguments`];
  return [];
}

/** Names of the watched globals that a program reads: `document`, `Math.random`, `new Date`. */
function globalUses(node: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(node)) {
    for (const child of node) globalUses(child, found);
    return found;
  }
  if (typeof node !== 'object' || node === null) return found;
  const { type, object, property, callee } = node as Record<string, { name?: string } | undefined>;
  if ((type as unknown) === 'MemberExpression') {
    if (PAGE_GLOBALS.has(object?.name ?? '')) found.add(object!.name!);
    if (object?.name === 'globalThis' && PAGE_GLOBALS.has(property?.name ?? '')) found.add(property!.name!);
    if (CHANCE_AND_CLOCKS.has(`${object?.name}.${property?.name}`))
      found.add(`${object!.name}.${property!.name}`);
  }
  if ((type as unknown) === 'NewExpression' && callee?.name === 'Date') found.add('new Date');
  for (const child of Object.values(node)) globalUses(child, found);
  return found;
}
