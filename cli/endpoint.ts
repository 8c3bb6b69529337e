// Remote models on the command line: where they are served, in options; the key in the environment, since a command line can be
// read by everybody on the machine.

import { LabError } from '../src/lab-error.ts';
import { isRemoteModel, remoteModelId, servedName } from '../src/language/remote/endpoint.ts';
import type { RemoteModel } from '../src/language/remote/remote-model.ts';
import type { Usage } from '../src/language/remote/usage.ts';
import { type OpenOptions, openEndpoint } from '../src/services/endpoint-model.ts';
import {
  CONSTRAINTS,
  checkEndpoint,
  ENDPOINT_DEFAULTS,
  type Endpoint,
  parseExtra,
} from '../src/services/endpoint-settings.ts';
import type { Arguments } from './arguments.ts';

export const ENDPOINT_USAGE =
  '[--model remote:NAME --endpoint URL [--concurrency 8] [--max-tokens 1024] [--price-in 0] [--price-out 0] [--extra JSON]' +
  ` [--constrained] [--constraint ${CONSTRAINTS.join(' | ')}], its key in GOLDILOCKS_API_KEY]`;

/** Nobody sits by to press a button: a server that is started again within some minutes is waited for. */
const PATIENCE = { attempts: 10, maxMs: 60_000 };

/**
 * The endpoint that a model is asked at; null for a model that needs none.
 * @throws LabError bad-argument, also for endpoint options beside a model that has no use for them
 */
export function endpointOf(args: Arguments, model: string): Endpoint | null {
  const given = optionsOf(args);
  if (isRemoteModel(model)) return endpointFor(model, given);
  if (given.url !== '') throw new LabError('bad-argument', '--endpoint goes with --model remote:NAME.');
  return null;
}

/** What `endpointOf` reads, for several models of one server. */
export function optionsOf(args: Arguments): Omit<Endpoint, 'model' | 'apiKey'> {
  return {
    url: args.text('endpoint', ''),
    prices: pricesOf(args),
    concurrency: args.integer('concurrency', ENDPOINT_DEFAULTS.concurrency),
    maxTokens: args.integer('max-tokens', ENDPOINT_DEFAULTS.maxTokens),
    constraint: constraintOf(args.text('constraint', ENDPOINT_DEFAULTS.constraint)),
    extra: parseExtra(args.text('extra', '')),
  };
}

/** The endpoint of a remote model, with the key of the environment. @throws LabError bad-argument */
export function endpointFor(model: string, given: Partial<Endpoint> & { readonly url: string }): Endpoint {
  const name = servedName(model);
  if (given.url === '')
    throw new LabError(
      'bad-argument',
      `"${name.slice(0, 60)}" is asked at an endpoint: give --endpoint URL.`,
    );
  return checkEndpoint({ ...given, model: name, apiKey: process.env.GOLDILOCKS_API_KEY ?? '' });
}

/** A remote model that waits for its server. @throws LabError bad-argument */
export function openRemote(endpoint: Endpoint, options: OpenOptions = {}): RemoteModel {
  return openEndpoint(endpoint, { backoff: PATIENCE, ...options });
}

/** Id of a remote model, as records have it. @throws LabError bad-argument */
export function remoteIdentity(name: string): { id: string; weights: string } {
  return { id: remoteModelId(servedName(name)), weights: '' };
}

function constraintOf(name: string): Endpoint['constraint'] {
  const found = CONSTRAINTS.find((constraint) => constraint === name);
  if (found) return found;
  throw new LabError('bad-argument', `--constraint is one of ${CONSTRAINTS.join(', ')}.`);
}

/** One price alone leaves the other at 0. */
function pricesOf(args: Arguments): Endpoint['prices'] {
  const [prompt, generated] = ['price-in', 'price-out'].map((name) => args.text(name, ''));
  if (prompt === '' && generated === '') return null;
  return { prompt: args.number('price-in', 0), generated: args.number('price-out', 0) };
}

/** What was asked, for people; '' where nothing was counted. */
export function usageText(usage: Usage | undefined): string {
  if (!usage) return '';
  const { requests, promptTokens, generatedTokens, estimated, money } = usage;
  const cost = money === null ? '' : `, cost ${money.toFixed(4)}`;
  const about = estimated > 0 ? ` (${estimated} requests counted here, since the server did not say)` : '';
  return `\n${requests} requests, ${promptTokens} tokens read, ${generatedTokens} written${cost}${about}`;
}
