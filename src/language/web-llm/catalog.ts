// The chat models of web-llm's own list, as plain data: which there are, what each one asks of a device, and where its files
// lie. The list is a file made from the library (`prebuilt.json`; a test holds the two equal and writes it anew with
// `vitest --update`), because the library is seven megabytes that a page only needs when a model runs. Reading the list asks
// nobody for anything.

import { estimatedBytes, licenceOf } from './licences.ts';
import prebuilt from './prebuilt.json' with { type: 'json' };

/** A model that web-llm can run: of its list, or a person's own. */
export interface WebLlmEntry {
  readonly id: string;
  /** Its name for people. */
  readonly label: string;
  /** Address of the folder with the weights; on huggingface.co without `/resolve/main/`. */
  readonly model: string;
  /** Address of the model library: a WASM file that was compiled for this architecture and quantization. */
  readonly library: string;
  /** Bytes of graphics memory it takes with its context; null where nobody says. */
  readonly bytesOfVram: number | null;
  /** Bytes of its weights, about; null where that is not known. */
  readonly downloadBytes: number | null;
  /** It computes in 16-bit floats, which not every GPU has (`shader-f16`). */
  readonly needsF16: boolean;
  /** Tokens of prompt and answer together; null for what its own files say. */
  readonly contextWindow: number | null;
  /** It was chosen for phones and weak graphics chips. */
  readonly lowResource: boolean;
  /** Bytes of its largest buffer; null where the usual limits do. */
  readonly bufferBytes: number | null;
  /** Of the weights; null where nothing here knows it. */
  readonly licence: string | null;
  /** Parts of the model's own configuration that are to read otherwise. */
  readonly overrides: Readonly<Record<string, number>>;
  /** Name of its package manifest, for the models that have one. */
  readonly manifest: string | null;
  /** A person added it to this browser. */
  readonly own: boolean;
}

type Prebuilt = Omit<(typeof prebuilt.models)[number], 'overrides'> & {
  readonly overrides: { readonly context_window_size: number };
  readonly f16?: boolean;
  readonly buffer?: number;
  readonly manifest?: string;
};

/** In the library's order; models that only embed text are left out. */
export const WEB_LLM_MODELS: readonly WebLlmEntry[] = prebuilt.models.map(entryOf);

const PREFIX = 'web-llm:';

/** A model's name in records, links and lists. */
export function webLlmModelId(id: string): string {
  return PREFIX + id;
}

/** The id within web-llm's list, or a person's own, of a model's name in a record. */
export function webLlmEntryId(modelId: string): string {
  return modelId.slice(PREFIX.length);
}

function entryOf(model: Prebuilt): WebLlmEntry {
  const { id, vram, low, buffer, manifest, f16 } = model;
  return {
    id,
    label: labelOf(id),
    model: prebuilt.modelsAt + model.model,
    library: prebuilt.librariesAt + model.library,
    bytesOfVram: vram * 2 ** 20,
    downloadBytes: estimatedBytes(id),
    // The list leaves the feature out for some, but every quantization with f16 in its name computes in it.
    needsF16: f16 === true || /-q\df16/.test(id),
    contextWindow: model.overrides.context_window_size,
    lowResource: low,
    bufferBytes: buffer ?? null,
    licence: licenceOf(id),
    overrides: { ...model.overrides },
    manifest: manifest ?? null,
    own: false,
  };
}

/** `Llama-3.2-1B-Instruct-q4f16_1-MLC-1k` → `Llama 3.2 1B Instruct, 4 bits (f16), short context`. */
function labelOf(id: string): string {
  const [, name, bits, float, end] = /^(.*)-q(\d)(f\d\d)(?:_\d)?-MLC(.*)$/.exec(id) ?? [id, id];
  const words = name.replace(/(\d)_(\d)/, '$1.$2').replaceAll(/[-_]/g, ' ');
  if (bits === undefined) return words;
  const size = bits === '0' ? `${float.slice(1)} bits` : `${bits} bits (${float})`;
  return `${words}, ${size}${end === '-1k' ? ', short context' : ''}`;
}
