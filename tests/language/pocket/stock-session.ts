// An exported file as a stranger runs it: a plain onnxruntime session, its own names, nothing of the lab's runtime.

import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { PocketConfig } from '../../../src/language/pocket/config.ts';
import type { Ort } from '../../../src/language/pocket/ort-loader.ts';

export class StockSession {
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  readonly #config: PocketConfig;
  #past: Record<string, Tensor> = {};
  #lengths: Int32Array = new Int32Array(0);

  private constructor(ort: Ort, session: InferenceSession, config: PocketConfig) {
    this.#ort = ort;
    this.#session = session;
    this.#config = config;
  }

  /** @param provider `wasm`, or `cpu` for the native package */
  static async open(ort: Ort, bytes: Uint8Array, config: PocketConfig, provider: 'wasm' | 'cpu') {
    const options = { executionProviders: [provider], logSeverityLevel: 3 } as const;
    return new StockSession(ort, await ort.InferenceSession.create(bytes, options), config);
  }

  get inputNames(): readonly string[] {
    return this.#session.inputNames;
  }

  /** Logits [lanes, outputs]. @param tokens [lanes, positions, pack] */
  async prefill({ tokens, lengths }: { tokens: Int32Array; lengths: Int32Array }): Promise<Float32Array> {
    const { kvHeads, headSize } = this.#config;
    const names = this.inputNames.filter((name) => name.startsWith('past.'));
    const empty = () =>
      new this.#ort.Tensor('float32', new Float32Array(0), [lengths.length, kvHeads, 0, headSize]);
    this.#past = Object.fromEntries(names.map((name) => [name, empty()]));
    this.#lengths = lengths;
    return this.#run(tokens);
  }

  /** @param tokens [lanes, pack] */
  async extend(tokens: Int32Array): Promise<Float32Array> {
    this.#lengths = this.#lengths.map((length) => length + 1);
    return this.#run(tokens);
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  async #run(tokens: Int32Array): Promise<Float32Array> {
    const { Tensor } = this.#ort;
    const lanes = this.#lengths.length;
    const { pack } = this.#config;
    const { logits, ...others } = await this.#session.run({
      tokens: new Tensor('int32', tokens, [lanes, tokens.length / (lanes * pack), pack]),
      lengths: new Tensor('int32', this.#lengths, [lanes]),
      ...this.#past,
    });
    const present = Object.entries(others).filter(([name]) => name.startsWith('present.'));
    this.#past = Object.fromEntries(
      present.map(([name, tensor]) => [name.replace('present', 'past'), tensor]),
    );
    return logits.data as Float32Array;
  }
}
