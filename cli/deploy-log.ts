// What `lab deploy` says while it goes on.

import type { StageProgress } from '../src/deployment/loop.ts';
import { log } from './rl-log.ts';

/** Milliseconds between two lines about the same stage. */
const REPORT_EVERY = 20_000;

export function stageReporter(): (progress: StageProgress) => void {
  let said = '';
  let at = 0;
  return ({ generation, stage, done, total, loss }) => {
    const name = `generation ${generation}, ${stage}`;
    const now = performance.now();
    if (name === said && now - at < REPORT_EVERY) return;
    said = name;
    at = now;
    log(`${name}: ${done}/${total}${loss === undefined ? '' : `, loss ${loss.toFixed(3)}`}`);
  };
}
