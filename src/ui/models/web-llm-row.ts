// One model of web-llm: what it takes, its licence, and its way into this browser. Download is pressed twice: the first press asks the
// model's server for the exact size and nothing more, so that size and licence stand there before a byte of weights comes.

import { html, nothing } from 'lit';
import { LabError } from '../../lab-error.ts';
import type { CachedFolder } from '../../language/web-llm/cached.ts';
import { type WebLlmEntry, webLlmModelId } from '../../language/web-llm/catalog.ts';
import { type DownloadSize, downloadSize } from '../../language/web-llm/download.ts';
import { removeOwnEntry } from '../../language/web-llm/own-entries.ts';
import { icon } from '../icons.ts';
import { bytes, count } from '../labels.ts';
import { LabElement, plain } from '../parts/lab-element.ts';
import { fail, notify } from '../parts/notices.ts';
import { downloads, type RunningDownload } from './downloads.ts';

/** What the second press would begin; null while the size is asked for. */
interface Offer {
  readonly size: DownloadSize | null;
  readonly problem: LabError | null;
  readonly stop: AbortController;
}

export class WebLlmRow extends LabElement {
  static override properties = {
    entry: plain,
    why: plain,
    folder: plain,
    offer: { state: true },
    running: { state: true },
  };

  entry!: WebLlmEntry;
  /** Why it does not fit; null where it does. */
  why: string | null = null;
  /** What of it is in this browser. */
  folder: CachedFolder | undefined;
  offer: Offer | null = null;
  running: RunningDownload | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    downloads.addEventListener('change', this.#onDownloads);
    this.#onDownloads();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    downloads.removeEventListener('change', this.#onDownloads);
    this.offer?.stop.abort();
    this.offer = null;
  }

  protected override render() {
    const { entry, why } = this;
    return html`<div class="model-row">
      <div class="model-name"><strong>${entry.label}</strong>
        <span class="figure">${facts(entry)}</span>
        <span class="model-licence">Licence: ${entry.licence ?? 'not known here; see the page of the model'}</span>
        ${why ? html`<span class="model-why">${why}</span>` : nothing}</div>
      <div class="row-actions">${this.#actions()}</div>
      ${this.running ? this.#progress(this.running) : nothing}
      ${this.offer ? this.#offered(this.offer) : nothing}
    </div>`;
  }

  #actions() {
    const { entry, folder, running } = this;
    const complete = folder?.complete;
    const named = html`<span class="sr-only"> ${entry.label}</span>`;
    return html`${complete ? html`<span class="figure">${icon('check')} in this browser</span>` : nothing}
      ${complete && !this.why ? html`<a class="button" href="#/play?model=${encodeURIComponent(webLlmModelId(entry.id))}">${icon('play')} Play<span class="sr-only"> with ${entry.label}</span></a>` : nothing}
      ${complete || running || this.offer ? nothing : html`<button type="button" @click=${this.#onAsk}>${icon('save')} ${folder?.bytes ? 'Go on' : 'Download'} …${named}</button>`}
      ${entry.own ? html`<button type="button" class="quiet" @click=${this.#onRemove} title="Remove it from the list" aria-label="Remove ${entry.label} from the list">${icon('close')}</button>` : nothing}`;
  }

  #progress({ loaded, total }: RunningDownload) {
    const id = `download-${this.entry.id.replace(/[^\w-]/g, '-')}`;
    return html`<div class="download">
      <label for=${id}>${total === 0 ? 'Reading the list of its weights …' : `${bytes(loaded)} of ${bytes(total)}`}</label>
      <progress id=${id} max=${total || 1} value=${total === 0 ? nothing : loaded}></progress>
      <button type="button" @click=${() => downloads.cancel(this.entry.id)}>Cancel<span class="sr-only"> the download of ${this.entry.label}</span></button>
    </div>`;
  }

  #offered({ size, problem }: Offer) {
    return html`<div class="model-offer" role="group" aria-label="Download of ${this.entry.label}">
      <p role="status">${problem ? html`<strong>${problem.message}</strong> ${problem.hint}` : offerText(this.entry, size)}</p>
      ${problem ? nothing : html`<button type="button" class="primary" ?disabled=${!size} @click=${this.#onStart}>Download ${size ? bytes(size.bytes - size.cached) : ''}</button>`}
      <button type="button" @click=${this.#onDecline}>${problem ? 'Close' : 'Not now'}</button>
    </div>`;
  }

  readonly #onDownloads = () => {
    this.running = this.entry && downloads.of(this.entry.id);
  };

  readonly #onAsk = async () => {
    const { entry } = this;
    const stop = new AbortController();
    const show = (size: DownloadSize | null, problem: LabError | null) => {
      if (!stop.signal.aborted) this.offer = { size, problem, stop };
    };
    show(null, null);
    try {
      show(await downloadSize(entry, stop.signal), null);
    } catch (error) {
      show(null, LabError.from(error));
    }
    await this.updateComplete;
    this.querySelector<HTMLElement>('.model-offer button:not(:disabled)')?.focus();
  };

  readonly #onStart = () => {
    this.offer = null;
    downloads.start(this.entry).catch(fail);
  };

  readonly #onDecline = async () => {
    this.offer?.stop.abort();
    this.offer = null;
    await this.updateComplete;
    this.querySelector<HTMLElement>('.row-actions button')?.focus();
  };

  readonly #onRemove = async () => {
    await removeOwnEntry(this.entry.id).catch(fail);
    notify(
      `${this.entry.label} was taken off the list. Its files are deleted below, under “Kept in this browser”.`,
    );
    this.send('kept-changed');
  };
}

/** Sizes, as far as they are known before anybody is asked. */
function facts({ downloadBytes, bytesOfVram, contextWindow, own }: WebLlmEntry): string {
  const known = [
    own && 'added by you',
    downloadBytes !== null && `download about ${about(downloadBytes)}`,
    bytesOfVram !== null && `takes about ${about(bytesOfVram)} of graphics memory`,
    contextWindow !== null && `context of ${count(contextWindow)} tokens`,
  ];
  return known.filter(Boolean).join(' · ');
}

/** Two digits: an estimate has no more. */
function about(size: number): string {
  return bytes(Number(size.toPrecision(2))).replace('.0', '');
}

function offerText({ model, library, licence }: WebLlmEntry, size: DownloadSize | null): string {
  const hosts = [...new Set([model, library].map((address) => new URL(address).host))].join(' and ');
  if (!size) return `Asking ${new URL(model).host} for its size …`;
  const here = size.cached > 0 ? `, of which ${bytes(size.cached)} are here` : '';
  const under = licence ? ` You accept its licence: ${licence}.` : '';
  return `Its weights have ${bytes(size.bytes)}${here}; library and tokenizer add some megabytes. They come from ${hosts}.${under}`;
}

customElements.define('web-llm-row', WebLlmRow);
