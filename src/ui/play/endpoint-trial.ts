// Tries an endpoint from this page: its list of models, and one short answer.

import { listModels } from '../../language/remote/model-list.ts';
import { openEndpoint } from '../../services/endpoint-model.ts';
import type { Endpoint } from '../../services/endpoint-settings.ts';
import type { EndpointFields } from './endpoint-fields.ts';

/** Room for a few words, or for a thinking model's first thoughts. */
const TRIAL_TOKENS = 64;
/** Characters of the answer that are shown. */
const SHOWN = 80;

/** @throws LabError as `listModels` */
export function listOf(
  { url, apiKey }: Pick<EndpointFields, 'url' | 'apiKey'>,
  signal: AbortSignal,
): Promise<string[]> {
  return listModels({ url, apiKey: apiKey.trim(), page: location.origin }, signal);
}

/** Asks the model for a word, and says in a sentence what came. @throws LabError as a remote model */
export async function tryEndpoint(endpoint: Endpoint, signal: AbortSignal): Promise<string> {
  const trial = { ...endpoint, maxTokens: Math.min(endpoint.maxTokens, TRIAL_TOKENS) };
  const model = openEndpoint(trial, { page: location.origin, backoff: { attempts: 1 } });
  const began = performance.now();
  const prompt = {
    text: 'Answer with the one word: ready.',
    grammar: { plan: 'never' as const, maxPlanTokens: 0, actions: ['ready'] },
    seed: 1,
  };
  try {
    const [{ text, thoughts, cut }] = await model.complete([prompt], { temperature: 0 }, signal);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const said = text.trim().slice(0, SHOWN);
    if (said !== '') return `It answers: “${said}” (${seconds} s).`;
    return thoughts || cut
      ? `It answers (${seconds} s): it was still thinking after ${trial.maxTokens} tokens, so give it room for many.`
      : `It answers (${seconds} s), with nothing.`;
  } finally {
    await model.dispose();
  }
}
