// What the project's scripts share. The .mjs ones are plain JavaScript for Node 20 and use nothing from node_modules,
// because they run before `npm ci` did; the .ts ones run on the pinned Node 24 afterwards. Messages go to stderr: stdout belongs to the command that a script prepares.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join, relative, resolve } from 'node:path';

/** The repository's root folder. */
export const ROOT = resolve(import.meta.dirname, '..');
/** Where scripts keep what can be made again: reports, compressed files, the build's stamp. */
export const CACHE = join(ROOT, '.cache');
/** Tools of node_modules; its `node` is the pinned Node 24, whatever the machine has. */
export const BIN = join(ROOT, 'node_modules', '.bin');

/** @param {string} text one line for the person at the terminal */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Ends the script with a sentence instead of a stack trace.
 * @param {string} text
 * @returns {never}
 */
export function fail(text) {
  say(`\n${text}`);
  process.exit(1);
}

/**
 * The environment for child processes: Node 24 and the other tools come first on PATH.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(extra = {}) {
  return { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}`, ...extra };
}

/**
 * Runs a command to its end, in the root folder, with its output shown on stderr.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options] past `timeoutMs` the whole process group is killed
 * @returns {Promise<number>} its exit status; 127 if it could not start, 124 if it ran out of time
 */
export function run(command, args, { env = toolEnvironment(), timeoutMs } = {}) {
  return new Promise((settle) => {
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 2, 2], detached: true });
    let late = false;
    const stop = () => {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    };
    const timer = setTimeout(
      () => {
        late = true;
        stop();
      },
      timeoutMs ?? 2 ** 31 - 1,
    );
    const interrupted = () => [stop(), process.exit(130)];
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    /** @param {number | null} code */
    const end = (code) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      settle(late ? 124 : (code ?? 1));
    };
    child.on('error', () => end(127));
    child.on('exit', end);
  });
}

/**
 * Files below a file or folder, sorted, relative to the root; a missing path has none.
 * @param {string} path
 */
export function filesBelow(path) {
  const full = resolve(ROOT, path);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [relative(ROOT, full)];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * SHA-256 (hex) over names and contents of files.
 * @param {string[]} paths relative to the root
 */
export function hashFiles(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const bytes = readFileSync(join(ROOT, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/**
 * The file's text without white space at its ends; '' if there is no such file.
 * @param {string} path
 */
export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
