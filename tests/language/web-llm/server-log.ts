// The page's side of the model server: an entry for one of its kinds of models, and what was asked of it.

import type { WebLlmEntry } from '../../../src/language/web-llm/catalog.ts';

/** One request. `closed`: the connection ended before the answer was whole. */
export interface Asked {
  readonly file: string;
  readonly ended: 'open' | 'whole' | 'closed';
}

/** Bytes of its weights: what a download of it comes to, but for list, tokenizer and library. */
export const WEIGHT_BYTES = 600_000;

/** An entry of its own cache: no other test has these addresses. @param origin of the server */
export function testEntry(kind: string, origin: string = location.origin): WebLlmEntry {
  const folder = `${origin}/test-models/${kind}~${crypto.randomUUID()}`;
  return {
    id: `own/${kind}`,
    label: `The ${kind} model`,
    model: folder,
    library: `${folder}/lib.wasm`,
    bytesOfVram: null,
    downloadBytes: null,
    needsF16: false,
    contextWindow: null,
    lowResource: false,
    bufferBytes: null,
    licence: null,
    overrides: {},
    manifest: null,
    own: true,
  };
}

export async function askedOf({ model }: WebLlmEntry): Promise<Asked[]> {
  return (await fetch(`${model}/log`)).json();
}
