// Two runs on one clock, whatever plays them: live agents in lockstep, or two records. Dispatches `change` when there is
// something new to read and `frame` when there is something new to draw.

import type { RunView } from '../run-view.ts';

export interface Pair extends EventTarget {
  readonly left: RunView;
  readonly right: RunView;
  /** Where the common clock stands; a run that is over stays at its end. */
  readonly step: number;
  /** Both runs are over, or stand at the end of their records. */
  readonly over: boolean;
  readonly playing: boolean;
  /** Steps per second; 0 is as fast as it goes. */
  speed: number;
  play(): void;
  pause(): void;
  /** One step of both runs. */
  stepOnce(): Promise<void>;
  /** Ends what plays in the background. */
  close(): void;
}
