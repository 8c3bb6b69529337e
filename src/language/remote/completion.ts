// A server's reply as the port's completion. Servers count an answer as a whole, so the tokens of its plan are found by where
// the plan's text lies in the pieces that came: exact where a piece is a token, an estimate elsewhere.

import type { Completion } from '../language-model.ts';
import { type ConstraintStyle, readConstrained } from './constraint.ts';
import type { Reply } from './reply.ts';

/**
 * @param style of the constraint it was made under; null for a free answer
 * @param promptTokens for a server that does not count them
 */
export function completionOf(reply: Reply, style: ConstraintStyle | null, promptTokens: number): Completion {
  const { thoughts, cut, logProbs, count } = reply;
  const generatedTokens = reply.generatedTokens ?? count;
  const text = style ? readConstrained(style, reply.text) : reply.text;
  return {
    text,
    planTokens: planTokens(reply, planIn(text), generatedTokens),
    promptTokens: reply.promptTokens ?? promptTokens,
    generatedTokens,
    ...(logProbs && { logProbs: Float32Array.from(logProbs) }),
    ...(thoughts && { thoughts }),
    ...(cut && { cut }),
  };
}

/** What stands between the first `<plan>` and the last `</plan>`; '' without both. */
function planIn(text: string): string {
  const open = text.indexOf('<plan>');
  const close = text.lastIndexOf('</plan>');
  return open < 0 || close < open ? '' : text.slice(open + '<plan>'.length, close);
}

function planTokens({ pieces, count }: Reply, plan: string, generatedTokens: number): number {
  const content = pieces.join('');
  // A plan that came as JSON stands there without the blanks around it, and may be escaped: then its length has to do.
  const from = Math.max(0, content.lastIndexOf(plan.trim()));
  const inside = piecesInside(pieces, from, from + plan.trim().length);
  // The end of an answer is a token that no piece shows.
  const perPiece = Math.abs(generatedTokens - count) <= 1 ? 1 : generatedTokens / count;
  return Math.min(generatedTokens, Math.round(inside * perPiece));
}

/** Pieces between two places of their joint text; a piece that is partly there counts in part. */
function piecesInside(pieces: readonly string[], from: number, to: number): number {
  let inside = 0;
  let start = 0;
  for (const piece of pieces) {
    const end = start + piece.length;
    inside += Math.max(0, Math.min(end, to) - Math.max(start, from)) / Math.max(1, piece.length);
    start = end;
  }
  return inside;
}
