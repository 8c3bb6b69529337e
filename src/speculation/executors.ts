// The executor of a clock.

import type { ClockModel } from './clock-model.ts';
import type { AgentsByRole, Executor } from './executor.ts';
import type { Place } from './place.ts';
import { RealExecutor } from './real-executor.ts';
import { SimulatedExecutor } from './simulated-executor.ts';

export interface Timing {
  readonly clock: 'simulated' | 'real';
  /** Latencies and prices; over wall time only the prices count. */
  readonly model: ClockModel;
  /** Seeds the latencies. */
  readonly seed: number;
}

/** A new one for one run. */
export function newExecutor<P extends Place>(
  agents: AgentsByRole<P>,
  { clock, model, seed }: Timing,
  signal?: AbortSignal,
): Executor<P> {
  return clock === 'real'
    ? new RealExecutor(agents, { prices: model }, signal)
    : new SimulatedExecutor(agents, model, seed, signal);
}
