// `npm start`: builds if anything changed, then serves the production build on http://localhost:4173 (or PORT). Only this
// machine can reach it, by either of its local addresses; a classroom that wants to share it says HOST=0.0.0.0.

import { compressAhead, DIST, ensureBuilt } from './build.ts';
import { staticServer } from './static-server.ts';
import { fail } from './tools.mjs';

const port = Number(process.env.PORT ?? 4173);
if (!Number.isInteger(port) || port < 1 || port > 65_535)
  fail(`PORT is "${process.env.PORT}", but a port is a whole number from 1 to 65535.`);
if (!(await ensureBuilt())) fail('The build failed (see above), so there is nothing to serve.');
await compressAhead();

const host = process.env.HOST;
await listen(host ?? '127.0.0.1');
if (host === undefined) await listen('::1');
process.stdout.write(`\nGoldilocks is served on http://localhost:${port}\n(end it with Ctrl-C)\n`);

/** Serves on one address of this machine; one without IPv6 does without. */
function listen(address: string): Promise<void> {
  return new Promise((resolve) => {
    const server = staticServer(DIST);
    server.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'EADDRINUSE')
        fail(
          `Port ${port} is taken, perhaps by a Goldilocks that is already running. Another one: PORT=4174 npm start`,
        );
      if (address !== '::1') fail(`The server cannot listen on ${address}: ${message}`);
      resolve();
    });
    server.listen(port, address, resolve);
  });
}
