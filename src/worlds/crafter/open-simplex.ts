// OpenSimplex noise in three dimensions: Kurt Spencer's algorithm of 2014 with a 64-bit seed, as Python's `opensimplex`
// computes it. Space is a stretched cubic lattice; a cell is cut into two tetrahedra and an octahedron, each of which
// sums the kernels of its own corners and of two more "extra" vertices. Floating-point order is part of the result.
// A vertex is written (i, j, k) relative to the cell's base corner; a set of axes is a mask, x = 1, y = 2, z = 4, and so
// is a corner of the cell: corner 5 is (1, 0, 1).

/** How far a vertex lies back from its lattice coordinates, per axis, one and two unit steps from the base corner. */
const SQUISH = 1 / 3;
const SQUISH2 = 2 * SQUISH;
/** The same by the number of steps. */
const SQUISHED = Float64Array.of(0, SQUISH, SQUISH2, 3 * SQUISH);
const NORM = 103;
const MULTIPLIER = 6364136223846793005n;
const INCREMENT = 1442695040888963407n;
const GRADIENTS = buildGradients();

/** Extra vertices by the mask that a case is decided by, two of three numbers each. */
const NEAR_ONE = extraTable({
  1: [1, -1, 0, 1, 0, -1],
  2: [-1, 1, 0, 0, 1, -1],
  4: [-1, 0, 1, 0, -1, 1],
});
const NEAR_TWO = extraTable({
  3: [1, 1, 0, 1, 1, -1],
  5: [1, 0, 1, 1, -1, 1],
  6: [0, 1, 1, -1, 1, 1],
});
const FAR_TWO = extraTable({
  3: [2, 1, 0, 1, 2, 0],
  5: [2, 0, 1, 1, 0, 2],
  6: [0, 2, 1, 0, 1, 2],
});
const FAR_ONE = extraTable({
  1: [1, 0, 0, 2, 0, 0],
  2: [0, 1, 0, 0, 2, 0],
  4: [0, 0, 1, 0, 0, 2],
});
const BOTH_FAR = extraTable({
  1: [1, 1, 1, 2, 0, 0],
  2: [1, 1, 1, 0, 2, 0],
  4: [1, 1, 1, 0, 0, 2],
});
const BOTH_NEAR = extraTable({
  3: [0, 0, 0, 1, 1, -1],
  5: [0, 0, 0, 1, -1, 1],
  6: [0, 0, 0, -1, 1, 1],
});

function extraTable(rows: Readonly<Record<number, readonly number[]>>): Int8Array {
  const table = new Int8Array(6 * 7);
  for (const [mask, row] of Object.entries(rows)) table.set(row, 6 * Number(mask));
  return table;
}

function buildGradients(): Float64Array {
  const signs = ['-++', '+++', '--+', '+-+', '-+-', '++-', '---', '+--'];
  const values = signs.flatMap((triple) =>
    [
      [11, 4, 4],
      [4, 11, 4],
      [4, 4, 11],
    ].flatMap((gradient) => gradient.map((value, axis) => (triple[axis] === '+' ? value : -value))),
  );
  return Float64Array.from(values);
}

// The point in work. Numbers move between the methods in these arrays, not as arguments and results: a double that crosses
// a call which the compiler does not inline is allocated, and a new world asks for some thirty thousand values.
/** Lattice coordinates of the cell's base corner. */
const BASE = new Int32Array(3);
/** From the base corner to the point, in space. */
const OFFSET = new Float64Array(3);
/** From the base corner to the point, on the lattice: 0..1 each. */
const INSIDE = new Float64Array(3);
/** Where the gradients of the cell's eight corners start in GRADIENTS. */
const CORNERS = new Uint8Array(8);
/** The sum of kernels so far. */
const TOTAL = new Float64Array(1);

export class OpenSimplex {
  readonly permutation = new Uint8Array(256);
  readonly #gradientStart = new Uint8Array(256);

  constructor(seed: number) {
    const advance = (state: bigint) => BigInt.asIntN(64, state * MULTIPLIER + INCREMENT);
    let state = advance(advance(advance(BigInt(seed))));
    const source = Uint8Array.from({ length: 256 }, (_, i) => i);
    for (let i = 255; i >= 0; i--) {
      state = advance(state);
      const size = BigInt(i + 1);
      const r = Number((((state + 31n) % size) + size) % size);
      this.permutation[i] = source[r];
      this.#gradientStart[i] = (this.permutation[i] % 24) * 3;
      source[r] = source[i];
    }
  }

  /** Noise at (x / scale, y / scale, z) for y = 0, 1, ... as far as `out` goes. */
  column(out: Float64Array, x: number, z: number, scale: number): void {
    for (let y = 0; y < out.length; y++) out[y] = this.noise(x / scale, y / scale, z);
  }

  /** Noise at a point, about -1..1. */
  noise(x: number, y: number, z: number): number {
    const stretch = (x + y + z) * (-1 / 6);
    const xs = x + stretch;
    const ys = y + stretch;
    const zs = z + stretch;
    const xb = Math.floor(xs) | 0;
    const yb = Math.floor(ys) | 0;
    const zb = Math.floor(zs) | 0;
    const squish = (xb + yb + zb) * SQUISH;
    const xins = xs - xb;
    const yins = ys - yb;
    const zins = zs - zb;
    store(BASE, xb, yb, zb);
    store(INSIDE, xins, yins, zins);
    store(OFFSET, x - (xb + squish), y - (yb + squish), z - (zb + squish));
    this.#hashCorners(xb, yb, zb);
    const sum = xins + yins + zins;
    if (sum <= 1) this.#nearTetrahedron();
    else if (sum >= 2) this.#farTetrahedron();
    else this.#octahedron();
    return TOTAL[0] / NORM;
  }

  #hashCorners(xb: number, yb: number, zb: number): void {
    const permutation = this.permutation;
    const gradients = this.#gradientStart;
    const x0 = permutation[xb & 255] + yb;
    const x1 = permutation[(xb + 1) & 255] + yb;
    const x0y0 = permutation[x0 & 255] + zb;
    const x1y0 = permutation[x1 & 255] + zb;
    const x0y1 = permutation[(x0 + 1) & 255] + zb;
    const x1y1 = permutation[(x1 + 1) & 255] + zb;
    CORNERS[0] = gradients[x0y0 & 255];
    CORNERS[1] = gradients[x1y0 & 255];
    CORNERS[2] = gradients[x0y1 & 255];
    CORNERS[3] = gradients[x1y1 & 255];
    CORNERS[4] = gradients[(x0y0 + 1) & 255];
    CORNERS[5] = gradients[(x1y0 + 1) & 255];
    CORNERS[6] = gradients[(x0y1 + 1) & 255];
    CORNERS[7] = gradients[(x1y1 + 1) & 255];
  }

  #nearTetrahedron(): void {
    const x = OFFSET[0];
    const y = OFFSET[1];
    const z = OFFSET[2];
    TOTAL[0] =
      kernel(CORNERS[0], x, y, z) +
      kernel(CORNERS[1], x - 1 - SQUISH, y - SQUISH, z - SQUISH) +
      kernel(CORNERS[2], x - SQUISH, y - 1 - SQUISH, z - SQUISH) +
      kernel(CORNERS[4], x - SQUISH, y - SQUISH, z - 1 - SQUISH);
    let a = INSIDE[0];
    let b = INSIDE[1];
    const zins = INSIDE[2];
    const w = 1 - (a + b + zins);
    let aMask = 1;
    let bMask = 2;
    if (a >= b && zins > b) {
      b = zins;
      bMask = 4;
    } else if (a < b && zins > a) {
      a = zins;
      aMask = 4;
    }
    if (w > a || w > b) this.#extras(NEAR_ONE, b > a ? bMask : aMask);
    else this.#extras(NEAR_TWO, aMask | bMask);
  }

  #farTetrahedron(): void {
    const x = OFFSET[0];
    const y = OFFSET[1];
    const z = OFFSET[2];
    TOTAL[0] =
      kernel(CORNERS[3], x - 1 - SQUISH2, y - 1 - SQUISH2, z - SQUISH2) +
      kernel(CORNERS[5], x - 1 - SQUISH2, y - SQUISH2, z - 1 - SQUISH2) +
      kernel(CORNERS[6], x - SQUISH2, y - 1 - SQUISH2, z - 1 - SQUISH2) +
      kernel(CORNERS[7], x - 1 - 1, y - 1 - 1, z - 1 - 1);
    let a = INSIDE[0];
    let b = INSIDE[1];
    const zins = INSIDE[2];
    const w = 3 - (a + b + zins);
    let aMask = 6;
    let bMask = 5;
    if (a <= b && zins < b) {
      b = zins;
      bMask = 3;
    } else if (a > b && zins < a) {
      a = zins;
      aMask = 3;
    }
    if (w < a || w < b) this.#extras(FAR_TWO, b < a ? bMask : aMask);
    else this.#extras(FAR_ONE, aMask & bMask);
  }

  #octahedron(): void {
    const x = OFFSET[0];
    const y = OFFSET[1];
    const z = OFFSET[2];
    TOTAL[0] =
      kernel(CORNERS[1], x - 1 - SQUISH, y - SQUISH, z - SQUISH) +
      kernel(CORNERS[2], x - SQUISH, y - 1 - SQUISH, z - SQUISH) +
      kernel(CORNERS[4], x - SQUISH, y - SQUISH, z - 1 - SQUISH) +
      kernel(CORNERS[3], x - 1 - SQUISH2, y - 1 - SQUISH2, z - SQUISH2) +
      kernel(CORNERS[5], x - 1 - SQUISH2, y - SQUISH2, z - 1 - SQUISH2) +
      kernel(CORNERS[6], x - SQUISH2, y - 1 - SQUISH2, z - 1 - SQUISH2);
    const xy = INSIDE[0] + INSIDE[1] - 1;
    const xz = INSIDE[0] + INSIDE[2] - 1;
    const yz = INSIDE[1] + INSIDE[2] - 1;
    let aMask = xy > 0 ? 3 : 4;
    let bMask = xz > 0 ? 5 : 2;
    const cMask = yz > 0 ? 6 : 1;
    const a = Math.abs(xy);
    const b = Math.abs(xz);
    const c = Math.abs(yz);
    if (a <= b && a < c) aMask = cMask;
    else if (a > b && b < c) bMask = cMask;
    const aFar = isFar(aMask);
    if (aFar !== isFar(bMask)) this.#mixedExtras(aFar ? aMask : bMask, aFar ? bMask : aMask);
    else if (aFar) this.#extras(BOTH_FAR, aMask & bMask);
    else this.#extras(BOTH_NEAR, aMask | bMask);
  }

  /** The two extra vertices of a case: six numbers from its table. */
  #extras(table: Int8Array, mask: number): void {
    const at = 6 * mask;
    this.#vertex(table[at], table[at + 1], table[at + 2]);
    this.#vertex(table[at + 3], table[at + 4], table[at + 5]);
  }

  /** The one case whose last vertex subtracts the squish before the step: other last bits than `#vertex` would give. */
  #mixedExtras(farMask: number, nearMask: number): void {
    const at = 6 * farMask + 3;
    this.#vertex(BOTH_NEAR[at], BOTH_NEAR[at + 1], BOTH_NEAR[at + 2]);
    const x = OFFSET[0] - SQUISH2;
    const y = OFFSET[1] - SQUISH2;
    const z = OFFSET[2] - SQUISH2;
    if (nearMask === 1) TOTAL[0] += kernel(this.#gradient(2, 0, 0), x - 2, y, z);
    else if (nearMask === 2) TOTAL[0] += kernel(this.#gradient(0, 2, 0), x, y - 2, z);
    else TOTAL[0] += kernel(this.#gradient(0, 0, 2), x, y, z - 2);
  }

  #vertex(i: number, j: number, k: number): void {
    const back = SQUISHED[i + j + k];
    const gradient = this.#gradient(i, j, k);
    TOTAL[0] += kernel(gradient, OFFSET[0] - i - back, OFFSET[1] - j - back, OFFSET[2] - k - back);
  }

  /** Where a vertex's gradient starts in GRADIENTS. */
  #gradient(i: number, j: number, k: number): number {
    const permutation = this.permutation;
    const column = permutation[(BASE[0] + i) & 255] + BASE[1] + j;
    return this.#gradientStart[(permutation[column & 255] + BASE[2] + k) & 255];
  }
}

/** Two axes, as opposed to one. */
function isFar(mask: number): boolean {
  return mask === 3 || mask >= 5;
}

function store(target: Float64Array | Int32Array, x: number, y: number, z: number): void {
  target[0] = x;
  target[1] = y;
  target[2] = z;
}

/** A vertex's part of the noise at a distance, 0 from sqrt(2) on; without a branch, which could not be predicted. */
function kernel(gradient: number, dx: number, dy: number, dz: number): number {
  const signed = 2 - dx * dx - dy * dy - dz * dz;
  const reach = 0.5 * (signed + Math.abs(signed));
  const squared = reach * reach;
  const slope = GRADIENTS[gradient] * dx + GRADIENTS[gradient + 1] * dy + GRADIENTS[gradient + 2] * dz;
  return squared * squared * slope;
}
