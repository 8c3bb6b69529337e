// What an address of the Plan page asks for: figures of a link, a set-up in plain keys, a stored experiment, or, after a
// reload, the experiment that was being played in this tab.

import type { RuntimePreference } from '../../services/agent-service.ts';
import { arriveAtSetup, arriveAtStored } from '../arrival.ts';
import { notify } from '../parts/notices.ts';
import { rememberedSweep, rememberSweep } from './last-sweep.ts';
import { readSetup, type Setup, setupOfSweep } from './setup.ts';
import { readSweepLink } from './share-sweep.ts';
import type { SweepRun } from './sweep-run.ts';

/** The parts of `#/plan?QUERY`, `#/plan/SWEEP-ID`, `#/plan?s=…`; '' where there is none. */
export interface PlanAddress {
  readonly query: string;
  readonly sweepId: string;
  readonly fragment: string;
}

/** What the page takes over from an address beside the experiment. */
export interface Arrival {
  readonly setup?: Setup;
  /** The set-up is what was asked for: its form is to be seen. */
  readonly formOpen?: boolean;
}

/**
 * Brings the experiment to what the address asks for. A damaged link changes nothing.
 * @throws LabError bad-link, wrong-version, too-large, not-found, run-busy
 */
export async function arrive(
  run: SweepRun,
  address: PlanAddress,
  runtime: RuntimePreference,
): Promise<Arrival> {
  if (address.fragment !== '') return arriveByLink(run, address.fragment, runtime);
  if (address.query !== '') return arriveByQuery(run, address.query);
  if (!run.running) await arriveAtSweep(run, address.sweepId, runtime);
  return {};
}

async function arriveByLink(run: SweepRun, fragment: string, runtime: RuntimePreference): Promise<Arrival> {
  const { sweep, jobs } = await readSweepLink(fragment);
  const setup = setupOfSweep(sweep, runtime) ?? undefined;
  if (run.running) notify('The experiment that was being played is stopped; it is kept in your list.');
  await run.showShared(sweep, jobs);
  const formOpen = setup !== undefined && jobs.length === 0;
  if (formOpen) run.clear();
  return { setup, formOpen };
}

function arriveByQuery(run: SweepRun, query: string): Arrival {
  return { setup: arriveAtSetup(run, readSetup(query)), formOpen: true };
}

function arriveAtSweep(run: SweepRun, sweepId: string, runtime: RuntimePreference): Promise<void> {
  const { id, deadline } = rememberedSweep() ?? { id: '', deadline: 0 };
  return arriveAtStored(run, sweepId, {
    id,
    resume: () => run.resume(id, runtime, leftUntil(deadline)),
    forget: () => rememberSweep(null),
  });
}

/** Ms until a deadline, at least one; 0 where there is none. */
function leftUntil(deadline: number): number {
  return deadline === 0 ? 0 : Math.max(1, deadline - Date.now());
}
