// Where names stand beside their marks: above if there is room (beside it where a whisker is in the way), else right, left
// or below; a name that fits nowhere is left out (its tooltip and the table still say it). Greedy in the order given, so
// the important names come first.

export interface LabelRequest {
  /** Centre of the mark, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** A whisker through the mark, from top to bottom in pixels: names stand clear of it. */
  readonly whisker?: readonly [top: number, bottom: number] | null;
  /** Its own whisker from left to right, in pixels. */
  readonly across?: readonly [left: number, right: number] | null;
}

export interface PlacedLabel {
  readonly x: number;
  /** Baseline of the text. */
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly text: string;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Pixels of an average letter and of a line at the charts' 12 px. */
const LETTER = 6.4;
const LINE = 13;
const GAP = 9;

/**
 * One entry per request, null where no place was free.
 * @param all a name for which there is no other place may lie over whiskers
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  bounds: Box,
  obstacles: readonly Box[] = [],
  all = false,
): (PlacedLabel | null)[] {
  const taken = [...obstacles, ...requests.map(({ x, y }) => around(x, y, 5))];
  const whiskers = requests.flatMap(({ x, whisker }) =>
    whisker ? [{ left: x - 3, top: whisker[0], right: x + 3, bottom: whisker[1] }] : [],
  );
  const freeOf = (request: LabelRequest, boxes: readonly Box[]) =>
    candidates(request).find(({ box }) => inside(box, bounds) && !boxes.some((other) => overlap(box, other)));
  return requests.map((request) => {
    const strict = freeOf(request, [...taken, ...whiskers, ...ownAcross(request)]);
    const free = strict ?? (all ? freeOf(request, taken) : undefined);
    if (!free) return null;
    taken.push(free.box);
    return free.label;
  });
}

function ownAcross({ y, across }: LabelRequest): Box[] {
  return across ? [{ left: across[0], top: y - 2, right: across[1], bottom: y + 2 }] : [];
}

function candidates({ x, y, text }: LabelRequest): { label: PlacedLabel; box: Box }[] {
  const width = text.length * LETTER;
  const at = (left: number, top: number, labelX: number, anchor: PlacedLabel['anchor']) => ({
    label: { x: labelX, y: top + LINE - 3, anchor, text },
    box: { left, top, right: left + width, bottom: top + LINE },
  });
  return [
    at(x - width / 2, y - GAP - LINE, x, 'middle'),
    at(x + GAP, y - GAP - LINE + 6, x + GAP, 'start'),
    at(x + GAP, y - LINE / 2, x + GAP, 'start'),
    at(x - GAP - width, y - LINE / 2, x - GAP, 'end'),
    at(x - width / 2, y + GAP, x, 'middle'),
    at(x + GAP, y + GAP - 6, x + GAP, 'start'),
    at(x - GAP - width, y - GAP - LINE + 6, x - GAP, 'end'),
    at(x - GAP - width, y + GAP - 6, x - GAP, 'end'),
  ];
}

function around(x: number, y: number, radius: number): Box {
  return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
}

function inside(box: Box, bounds: Box): boolean {
  return (
    box.left >= bounds.left &&
    box.right <= bounds.right &&
    box.top >= bounds.top &&
    box.bottom <= bounds.bottom
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
