// What the page's form says: a set-up of plans and one of worlds, of which the chosen domain makes one count, and the person's name
// and files.

import { isChatModel } from '../../agents/chat-models.ts';
import {
  type AnyOpened,
  type AnySetup,
  type DeploymentOptions,
  isOpenEpisodes,
} from '../../services/deployment-service.ts';
import { GIVEN_WORLD } from '../../worlds/strips/strips.ts';
import type { AskedModel } from './asked-endpoint.ts';
import { rememberCurator, rememberedCurator } from './curator-name.ts';
import type { DeployRun } from './deploy-run.ts';
import {
  CRAFTER,
  type EpisodeValues,
  episodeAddress,
  episodeSetupOf,
  episodeValuesOf,
  INITIAL_EPISODES,
  uncuratedEpisodes,
} from './episode-setup.ts';
import type { DeployValues } from './knobs.ts';
import { OwnChoice } from './own-choice.ts';
import { filesOf, type Reader } from './own-files.ts';
import { deployAddress, INITIAL_DEPLOY, optionsOf, setupOf, uncurated, valuesOf } from './setup.ts';

interface SetupPage {
  /** Something is another one. */
  readonly onChange: () => void;
  /** The person changed a knob. */
  readonly onKnob: () => void;
}

export class ChosenSetup {
  /** With the domain that counts. */
  plans: DeployValues = INITIAL_DEPLOY;
  /** Where the domain is Crafter. */
  worlds: EpisodeValues = INITIAL_EPISODES;
  curator = rememberedCurator();
  readonly own: OwnChoice;
  readonly #page: SetupPage;

  constructor(page: SetupPage) {
    this.#page = page;
    this.own = new OwnChoice(page.onChange);
  }

  get isOnWorlds(): boolean {
    return this.plans.domain === CRAFTER;
  }

  get options(): DeploymentOptions {
    return optionsOf(this.isOnWorlds ? this.worlds : this.plans);
  }

  get address(): string {
    return this.isOnWorlds ? episodeAddress(this.worlds) : deployAddress(this.plans);
  }

  /** For a start. @throws LabError bad-argument without files that can be played, where they are asked for */
  read(): AnySetup {
    return this.isOnWorlds
      ? episodeSetupOf(this.worlds, this.curator)
      : setupOf(this.plans, this.curator, this.own.files);
  }

  /** The model that a start asks; worlds are played by pocket models. */
  get asked(): AskedModel {
    const { model, answers } = this.plans;
    return this.isOnWorlds ? { model: '' } : { model, constrained: answers === 'constrained' };
  }

  choosePlans(plans: DeployValues): void {
    this.plans = plans;
    this.own.readFor(readerOf(plans));
    this.#page.onChange();
  }

  chooseWorlds(worlds: EpisodeValues): void {
    this.plans = { ...this.plans, domain: CRAFTER };
    this.worlds = worlds;
    this.#page.onChange();
  }

  /** What the deployment on the page was. */
  chooseAgain({ opened, episodes }: Pick<DeployRun, 'opened' | 'episodes'>): void {
    if (episodes) this.chooseWorlds(episodeValuesOf(episodes.facts.plan, this.options));
    if (opened) {
      const { plan } = opened.facts;
      this.choosePlans(valuesOf(plan, this.options));
      if (plan.source.world === GIVEN_WORLD) this.own.files = filesOf(plan.source, readerOf(plan));
    }
  }

  readonly onPlans = (event: CustomEvent<DeployValues>): void => {
    this.choosePlans(event.detail);
    this.#page.onKnob();
  };

  /** The form of worlds is left by choosing another domain. */
  readonly onWorlds = (event: CustomEvent<EpisodeValues>): void => {
    event.stopPropagation();
    this.worlds = { ...event.detail, domain: CRAFTER };
    this.choosePlans({ ...this.plans, domain: event.detail.domain });
    this.#page.onKnob();
  };

  readonly onCurator = (event: CustomEvent<string>): void => {
    this.curator = event.detail;
    rememberCurator(this.curator);
    this.#page.onChange();
  };
}

function readerOf({ model }: { readonly model: string }): Reader {
  return isChatModel(model) ? 'chat' : 'planner';
}

/** What a deployment is compared with: the same without curation. */
export function controlOf(opened: AnyOpened): AnySetup {
  return isOpenEpisodes(opened)
    ? uncuratedEpisodes(opened.facts.plan)
    : uncurated({ name: opened.name, plan: opened.facts.plan });
}
