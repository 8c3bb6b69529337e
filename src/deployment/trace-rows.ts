// A pool as rows to learn from: every trace as often as there are epochs, told under other names each time, so that a few
// hundred traces teach relations instead of names.

import type { PlannerDomain } from '../agents/planner/planner-domain.ts';
import type { Tokenizer } from '../language/pocket/tokenizer.ts';
import { type Dataset, DatasetBuilder } from '../learning/dataset.ts';
import { Random } from '../random.ts';
import { addPlan } from '../training/planner/rows.ts';
import { parsePlan } from '../worlds/strips/plan.ts';
import type { Pool } from './pool.ts';
import type { Tasks } from './tasks.ts';

/** @throws LabError bad-plan, bad-argument, too-large for traces that no deployment of this planner gives */
export function traceRows(
  pool: Pool,
  tasks: Tasks,
  { domain, tokenizer }: { readonly domain: PlannerDomain; readonly tokenizer: Tokenizer },
  { epochs, seed }: { readonly epochs: number; readonly seed: number },
): Dataset {
  const builder = new DatasetBuilder();
  for (let epoch = 0; epoch < epochs; epoch++)
    for (const { task, plan } of pool.traces.values()) {
      const random = new Random(seed, epoch, task);
      addPlan(builder, tokenizer, domain, tasks.problem(task), parsePlan(plan), random);
    }
  return builder.build();
}
