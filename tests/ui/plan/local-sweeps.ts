// The page's client of experiments without workers: the real host, store and reports in this thread, and players that
// can be held back, so that a test can look at an experiment in the middle.

import { LabDatabase } from '../../../src/records/store/database.ts';
import { SweepStore } from '../../../src/records/store/sweep-store.ts';
import { ExperimentHost, type Players } from '../../../src/services/experiment-host.ts';
import type { ExperimentEvent, ExperimentService } from '../../../src/services/experiment-service.ts';
import { reportService } from '../../../src/services/report-service.ts';
import { SweepKeeper } from '../../../src/services/sweep-keeper.ts';
import type { SweepClient, SweepListener } from '../../../src/ui/plan/sweep-client.ts';
import { localPlayers } from '../../services/local-players.ts';
import { localWorker } from '../local-worker.ts';

export interface LocalSweeps {
  readonly connect: (listener: SweepListener) => SweepClient;
  close(): Promise<void>;
}

/** @param name of the database; the same name is the same browser */
export function localSweeps(
  name: string,
  players: Players & { release?(): void } = localPlayers(1),
): LocalSweeps {
  const database = new LabDatabase(name);
  const host = new ExperimentHost(players, new SweepKeeper(new SweepStore(database)));
  const worker = localWorker<ExperimentService, ExperimentEvent>('experiment', host);
  return {
    connect: (listener) => ({
      ...worker.connect(listener),
      report: async (sweep, jobs) => reportService.report(sweep, jobs),
    }),
    async close() {
      const cancelled = host.cancel();
      players.release?.();
      await cancelled;
      worker.close();
      await database.close();
    },
  };
}

/** Players that play only while `open` is true. */
export function gatedPlayers(): Players & { release(): void; readonly commands: number } {
  const players = localPlayers(1);
  const waiting: (() => void)[] = [];
  let held = true;
  let commands = 0;
  return {
    most: 1,
    get commands() {
      return commands;
    },
    release() {
      held = false;
      for (const send of waiting.splice(0)) send();
    },
    start(onEvent, onDeath) {
      const player = players.start(onEvent, onDeath);
      return {
        send(command) {
          commands++;
          if (held) waiting.push(() => player.send(command));
          else player.send(command);
        },
        close: () => player.close(),
      };
    },
  };
}
