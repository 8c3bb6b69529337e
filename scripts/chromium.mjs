// Finds the Chromium that the browser tests drive, or installs Debian's: Playwright's own download is a large archive
// from another host, Debian's package is small to keep up to date. Another browser can be named by CHROMIUM=/path.

import { accessSync, constants, existsSync } from 'node:fs';
import { fail, run, say } from './tools.mjs';

const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of an executable Chromium, or undefined. */
export function findChromium() {
  const named = process.env.CHROMIUM;
  return (named ? [named] : USUAL_PLACES).find(isExecutable);
}

/** Installs Debian's package if there is no Chromium yet and this user may; else says what to do and ends. */
export async function installChromium() {
  if (findChromium()) return;
  if (process.env.CHROMIUM) fail(`CHROMIUM names ${process.env.CHROMIUM}, which is not an executable file.`);
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    fail(
      'The browser tests need Chromium, and only root can install it. Please run\n' +
        '    sudo apt-get install chromium\n' +
        'or name a Chromium that is already here: CHROMIUM=/path/to/chromium npm test',
    );
  }
  say('Installing Chromium for the browser tests (apt-get install chromium) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '--yes', '--no-install-recommends', 'chromium'];
  // The package lists of a fresh machine may be missing or old; try what is there first.
  if ((await run('apt-get', install, { env })) === 0) return;
  await run('apt-get', ['update'], { env });
  if ((await run('apt-get', install, { env })) !== 0 || !findChromium())
    fail('apt-get could not install chromium (see above). Install it by hand, then run npm test again.');
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
