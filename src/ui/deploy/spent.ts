// What a remote model was asked for while its deployment was on this page. A model counts from 0 whenever it is opened, and a
// deployment opens it anew when it goes on; no stored state has a place for it.

import { addUsage, type Usage } from '../../language/remote/usage.ts';
import { count, moneyText, plural } from '../labels.ts';

export class Spent {
  #before: Usage | null = null;
  #now: Usage | null = null;

  /** The model is opened, once more perhaps. */
  begin(): void {
    this.#before = this.total;
    this.#now = null;
  }

  /** @param usage since the model was opened */
  note(usage: Usage): void {
    this.#now = usage;
  }

  /** null before anything was asked. */
  get total(): Usage | null {
    return addUsage(this.#before, this.#now);
  }
}

/** `Asked so far: 6 requests; 1,234 tokens read, 567 written; cost 0.012. …` */
export function spentText({ requests, promptTokens, generatedTokens, estimated, money }: Usage): string {
  const about = estimated > 0 ? 'about ' : '';
  const tokens = `${about}${plural(promptTokens, 'token')} read, ${about}${count(generatedTokens)} written`;
  const cost =
    money === null ? 'no cost, since its endpoint has no prices' : `cost ${about}${moneyText(money)}`;
  return `Asked so far: ${plural(requests, 'request')}; ${tokens}; ${cost}. Counted since it was opened on this page; it is not stored.`;
}
