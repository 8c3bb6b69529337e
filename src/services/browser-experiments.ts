// Puts experiments together for a browser: the host's worker starts a worker for each player. Both keep their data in
// IndexedDB: sweeps here, weights there.

import { LabError } from '../lab-error.ts';
import { LabDatabase } from '../records/store/database.ts';
import { loadModel, type PageSurroundings } from './agent-source.ts';
import { ExperimentHost } from './experiment-host.ts';
import { bringGate } from './gate-shelf.ts';
import { modelsForCrafter } from './page-surroundings.ts';
import type { StartPlayer } from './player-team.ts';
import { SweepKeeper } from './sweep-keeper.ts';
import { type PlayerCommand, type PlayerEvent, SweepPlayer } from './sweep-player.ts';

/** Players take memory (a session and its lanes each), and the page wants to be drawn. */
const MOST_PLAYERS = 4;

/** @param newPlayer starts a worker that serves `servePlayer` */
export function browserExperimentHost(newPlayer: () => Worker): ExperimentHost {
  const cores = navigator.hardwareConcurrency;
  const most = Math.min(MOST_PLAYERS, cores > 2 ? cores - 1 : cores);
  return new ExperimentHost({ start: inWorker(newPlayer), most }, new SweepKeeper());
}

/**
 * Serves a player on this worker's own port.
 * @param models address of the folder that holds the model folders
 */
export function servePlayer(models: string): void {
  const database = new LabDatabase();
  const shared = modelsForCrafter(models, database);
  // Every player has one thread of its own.
  const page: PageSurroundings = {
    ...shared,
    loader: async () => ({ ...(await shared.loader()), threads: 1 }),
  };
  const player = new SweepPlayer(
    (...wanted) => loadModel(page, ...wanted),
    (event) => self.postMessage(event),
    (agent) => bringGate(page.gates, agent),
  );
  self.addEventListener('message', ({ data }: MessageEvent<PlayerCommand>) => void player.receive(data));
}

function inWorker(newPlayer: () => Worker): StartPlayer {
  return (onEvent, onDeath) => {
    const worker = newPlayer();
    worker.onmessage = ({ data }: MessageEvent<PlayerEvent>) => onEvent(data);
    worker.onerror = ({ message }) =>
      onDeath(
        new LabError('internal', `A thread of the experiment stopped: ${message || 'unknown reason'}.`),
      );
    return { send: (command) => worker.postMessage(command), close: () => worker.terminate() };
  };
}
