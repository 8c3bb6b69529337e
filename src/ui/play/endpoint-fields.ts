// An endpoint as a form's texts, and back.

import { LabError } from '../../lab-error.ts';
import { ENDPOINT_DEFAULTS, type Endpoint } from '../../services/endpoint-settings.ts';

/** Everything as it is typed. */
export interface EndpointFields {
  readonly url: string;
  readonly apiKey: string;
  readonly model: string;
  readonly maxTokens: string;
  readonly concurrency: string;
  readonly pricePrompt: string;
  readonly priceGenerated: string;
  readonly constraint: string;
  readonly extra: string;
}

export function fieldsOf(endpoint: Endpoint | null): EndpointFields {
  const { url, apiKey, model, maxTokens, concurrency, prices, constraint, extra } = endpoint ?? {
    ...ENDPOINT_DEFAULTS,
    url: '',
    model: '',
  };
  return {
    url,
    apiKey,
    model,
    maxTokens: String(maxTokens),
    concurrency: String(concurrency),
    pricePrompt: prices ? String(prices.prompt) : '',
    priceGenerated: prices ? String(prices.generated) : '',
    constraint,
    extra: Object.keys(extra).length > 0 ? JSON.stringify(extra) : '',
  };
}

/** null where neither price is given; one alone leaves the other at 0. @throws LabError bad-argument */
export function priceOf({ pricePrompt, priceGenerated }: EndpointFields): Endpoint['prices'] {
  if (pricePrompt.trim() === '' && priceGenerated.trim() === '') return null;
  const [prompt, generated] = [pricePrompt, priceGenerated].map((text) =>
    Number(text.trim().replace(',', '.')),
  );
  if (Number.isNaN(prompt) || Number.isNaN(generated))
    throw new LabError('bad-argument', 'A price is a number.', 'As in 0.15, for a million tokens.');
  return { prompt, generated };
}
