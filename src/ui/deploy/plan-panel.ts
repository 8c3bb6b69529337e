// A deployment of a planner, as the Deploy page shows it: the curation view where a person decides, its figures, what its gradient
// says, and its pool.

import { html, nothing } from 'lit';
import { isChatModel } from '../../agents/chat-models.ts';
import { isSameSource, type TaskSource, Tasks } from '../../deployment/tasks.ts';
import {
  type AnyOpened,
  isOpenEpisodes,
  type OpenDeployment,
  type StoredDeployment,
} from '../../services/deployment-service.ts';
import type { DeployRun } from './deploy-run.ts';
import type { GradientCard } from './gradient-card.ts';
import './curation-view.ts';
import './deploy-results.ts';
import './gradient-card.ts';
import './lineage.ts';

interface PlanPanelOptions {
  readonly opened: OpenDeployment;
  readonly run: DeployRun;
  /** Lies beside it; null for none. Episodes are not compared with plans. */
  readonly other: AnyOpened | null;
  /** Stored deployments that may. */
  readonly rows: readonly StoredDeployment[];
  readonly checkGradient: GradientCard['check'];
}

export class PlanPanel {
  #tasks: Tasks | null = null;
  #source: TaskSource | null = null;

  render({ opened, run: { desk, running, phase }, other, rows, checkGradient }: PlanPanelOptions) {
    const { facts } = opened;
    const { generation, generations, plan } = facts;
    const tasks = this.#tasksOf(opened);
    const isBusy = running || phase === 'watching';
    return html`${desk && phase === 'curating' ? html`<curation-view .desk=${desk} .tasks=${tasks} .generation=${generation} .isLast=${generation >= plan.generations}></curation-view>` : nothing}
      <deploy-results .opened=${opened} .other=${other && !isOpenEpisodes(other) ? other : null} .rows=${rows} .busy=${running}></deploy-results>
      ${generations.length > 0 && !isChatModel(plan.model) ? html`<gradient-card .subject=${`${opened.id} ${generation} ${generations.length}`} .busy=${isBusy} .check=${checkGradient}></gradient-card>` : nothing}
      <pool-lineage .pool=${facts.pool} .tasks=${tasks} .busy=${isBusy}></pool-lineage>`;
  }

  /** Problems are drawn once for all that shows them. */
  #tasksOf({ facts: { plan } }: OpenDeployment): Tasks {
    const { source } = plan;
    // Every event brings a copy of the source, which may hold megabytes of files: it is compared once.
    if (this.#source === source && this.#tasks) return this.#tasks;
    this.#source = source;
    if (!this.#tasks || !isSameSource(this.#tasks.source, source)) this.#tasks = new Tasks(source);
    return this.#tasks;
  }
}
