// A person's thumb: the generation's episodes one by one, the best first, each played back, and up or down.

import { html } from 'lit';
import type { EpisodeAttempt } from '../../deployment/crafter/episodes.ts';
import { plural } from '../labels.ts';
import { DeskView } from './desk-view.ts';
import type { EpisodeDesk } from './episode-desk.ts';
import type { EpisodePlayer } from './episode-player.ts';
import './episode-player.ts';

export class EpisodeThumbs extends DeskView<EpisodeAttempt, EpisodeDesk> {
  protected override readonly words = {
    id: 'thumbs',
    heading: 'Your thumb',
    noun: 'episode',
    note: 'Of several in one world the pool takes the one with the most progress.',
  };

  protected override about({ task, progress, steps, plans, died }: EpisodeAttempt) {
    const end = died ? 'died' : 'lived to the last step';
    return html`world ${task}, progress ${progress.toFixed(1)} %, ${plural(steps, 'step')}, ${plural(plans, 'plan')}, ${end}.`;
  }

  protected override played({ task, record }: EpisodeAttempt) {
    return html`<episode-player .record=${record} .label=${`Episode in world ${task}`}></episode-player>`;
  }

  protected override restLabel({ progress }: EpisodeAttempt): string {
    return `Keep all with at least ${progress.toFixed(0)} %`;
  }

  protected override keepRest(desk: EpisodeDesk, { progress }: EpisodeAttempt): string {
    desk.keepAtLeast(progress);
    return `Kept: ${desk.kept}.`;
  }

  protected override get keys() {
    return {
      ...super.keys,
      p: () => this.querySelector<EpisodePlayer>('episode-player')?.toggle(),
    };
  }
}

customElements.define('episode-thumbs', EpisodeThumbs);
