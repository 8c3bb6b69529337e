// The embedding on the host: a position's input is the sum of the embeddings of its few words, and its gradient goes back
// to those words. A handful of additions a word, where a matrix product over the whole vocabulary would cost 700.

/** Words of a micro-batch, ragged: position p of the batch holds `words[starts[p] .. starts[p + 1])`. */
export interface PositionWords {
  readonly words: Uint16Array;
  /** [positions + 1] */
  readonly starts: Uint32Array;
}

/** Sums of embeddings, [positions, width], written over `out`. @param table [vocabulary, width] */
export function embedWords(
  table: Float32Array,
  width: number,
  { words, starts }: PositionWords,
  out: Float32Array,
): void {
  out.fill(0);
  for (let p = 0; p < starts.length - 1; p++) {
    const to = p * width;
    for (let w = starts[p]; w < starts[p + 1]; w++) {
      const from = words[w] * width;
      for (let i = 0; i < width; i++) out[to + i] += table[from + i];
    }
  }
}

/** Adds the gradient of every position to the rows of its words. @param gradient [positions, width] */
export function scatterWords(
  gradient: Float32Array,
  width: number,
  { words, starts }: PositionWords,
  table: Float32Array,
): void {
  for (let p = 0; p < starts.length - 1; p++) {
    const from = p * width;
    for (let w = starts[p]; w < starts[p + 1]; w++) {
      const to = words[w] * width;
      for (let i = 0; i < width; i++) table[to + i] += gradient[from + i];
    }
  }
}
