// Makes a fresh clone ready: `npm ci` where node_modules is missing or belongs to another package-lock.json, and with
// `--browser` a Chromium for the tests. Every npm script calls it first, so it does nothing, quickly, when all is there.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installChromium } from './chromium.mjs';
import { BIN, fail, hashFiles, ROOT, readStamp, run, say } from './tools.mjs';

const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.goldilocks-setup');

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) fail(`Node ${process.versions.node} is too old: please install Node 20 or newer.`);

await ensureModules();
if (process.argv.includes('--browser')) await installChromium();

async function ensureModules() {
  // The machine is part of the stamp: a folder shared between systems holds the wrong native tools for one of them.
  const wanted = `${hashFiles(['package-lock.json'])} ${process.platform}-${process.arch}`;
  if (readStamp(STAMP) === wanted && existsSync(join(BIN, 'node'))) return;
  if (!installedMatchesLock()) {
    say('Installing the packages of package-lock.json (npm ci) …');
    const status = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      env: process.env,
    });
    if (status !== 0)
      fail('npm ci failed (see above). The packages come from the npm registry: is it reachable?');
  }
  if (!existsSync(join(BIN, 'node')))
    fail(
      'npm ci left no node_modules/.bin/node: allow the install script of the package "node" and try again.',
    );
  writeFileSync(STAMP, `${wanted}\n`);
}

/** Whether someone's own `npm ci` or `npm install` already put exactly the locked versions here. */
function installedMatchesLock() {
  /** @param {string} path @returns {Record<string, { version: string, optional?: boolean }>} */
  const packages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;
  try {
    const installed = packages(join(MODULES, '.package-lock.json'));
    return Object.entries(packages(join(ROOT, 'package-lock.json'))).every(([path, locked]) => {
      if (path === '') return true;
      // Optional packages of other systems are left out on purpose.
      if (!(path in installed)) return locked.optional === true;
      return installed[path].version === locked.version && existsSync(join(ROOT, path));
    });
  } catch {
    return false;
  }
}
