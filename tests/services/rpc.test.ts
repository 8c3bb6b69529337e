import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { LabError } from '../../src/lab-error.ts';
import { connectService, exposeService } from '../../src/services/rpc.ts';

interface Sums {
  add(a: number, b: number): number;
  refuse(): never;
}

function pair() {
  const { port1, port2 } = new MessageChannel();
  exposeService(
    {
      add: (a: number, b: number) => a + b,
      refuse: () => {
        throw new LabError('bad-plan', 'This plan is too long.', 'Say less.');
      },
    },
    port1 as unknown as MessagePort,
  );
  const close = () => port1.close();
  return { remote: connectService<Sums>(port2 as unknown as MessagePort), close };
}

test('a call crosses the port and comes back', async () => {
  const { remote, close } = pair();
  expect(await remote.add(2, 3)).toBe(5);
  close();
});

test('a LabError keeps its code and hint on the way', async () => {
  const { remote, close } = pair();
  const error = await remote.refuse().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(LabError);
  expect(error).toMatchObject({ code: 'bad-plan', message: 'This plan is too long.', hint: 'Say less.' });
  close();
});

test('awaiting the remote itself does not call the worker', async () => {
  const { remote, close } = pair();
  expect(await Promise.resolve(remote)).toBe(remote);
  close();
});
