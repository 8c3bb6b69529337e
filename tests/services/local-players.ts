// Players of a sweep in this thread, with a tiny model: what a worker does, without one.

import type { Players } from '../../src/services/experiment-host.ts';
import { type PlayerEvent, SweepPlayer } from '../../src/services/sweep-player.ts';
import { UniformModel } from '../agents/uniform-model.ts';

/** @param most players beside each other; `events` takes down what they said */
export function localPlayers(most: number, events: PlayerEvent[] = []): Players & { started: number } {
  const players: Players & { started: number } = {
    most,
    started: 0,
    start(onEvent) {
      players.started++;
      let closed = false;
      const player = new SweepPlayer(
        async () => new UniformModel(),
        (event) => {
          events.push(event);
          if (!closed) onEvent(structuredClone(event));
        },
      );
      return {
        send: (command) => void player.receive(command),
        close: () => {
          closed = true;
        },
      };
    },
  };
  return players;
}
