// Marks that differ by shape as well as by colour, so that a chart can be read in grey and with any colour vision.
// Paths are centred at 0, 0 and about equal in area.

export const SHAPES = ['circle', 'square', 'diamond', 'triangle', 'cross'] as const;
export type Shape = (typeof SHAPES)[number];

/** Colour roles; each is a token of the style sheet (`chart-plan` → `--plan`), for light and dark. */
export const TONES = ['plan', 'person', 'goal', 'bad', 'muted'] as const;
export type Tone = (typeof TONES)[number];

/** SVG path data of a mark that is about `2 · radius` pixels wide. */
export function shapePath(shape: Shape, radius: number): string {
  const r = (factor: number) => round(radius * factor);
  switch (shape) {
    case 'circle':
      return `M${-r(1)} 0a${r(1)} ${r(1)} 0 1 0 ${r(2)} 0a${r(1)} ${r(1)} 0 1 0 ${-r(2)} 0z`;
    case 'square':
      return `M${-r(0.9)} ${-r(0.9)}h${r(1.8)}v${r(1.8)}h${-r(1.8)}z`;
    case 'diamond':
      return `M0 ${-r(1.35)}L${r(1.35)} 0L0 ${r(1.35)}L${-r(1.35)} 0z`;
    case 'triangle':
      return `M0 ${-r(1.2)}L${r(1.2)} ${r(0.9)}L${-r(1.2)} ${r(0.9)}z`;
    case 'cross':
      return `M${-r(0.4)} ${-r(1.2)}h${r(0.8)}v${r(0.8)}h${r(0.8)}v${r(0.8)}h${-r(0.8)}v${r(0.8)}h${-r(0.8)}v${-r(0.8)}h${-r(0.8)}v${-r(0.8)}h${r(0.8)}z`;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
