// The ground of Crafter: one opaque tile for each material. Textures (grass, sand, stone …) are strewn by a seeded
// generator, so they are the same on every machine; things with a shape (tree, table, furnace) are drawn by hand.

import { Random } from '../../random.ts';
import type { MaterialName } from '../../worlds/crafter/names.ts';
import { drawing, layered, opaque, SPRITE_SIZE, type Sprite } from './pixel-art.ts';

/** A flat colour with specks: `[colour, how many, width of a speck in pixels]`. */
function strewn(seed: number, base: string, specks: readonly [string, number, number][]): Sprite {
  const random = new Random(seed);
  const sprite = new Uint32Array(SPRITE_SIZE * SPRITE_SIZE).fill(opaque(base));
  for (const [color, count, width] of specks) {
    for (let i = 0; i < count; i++) {
      const x = random.int(SPRITE_SIZE);
      const y = random.int(SPRITE_SIZE);
      for (let dx = 0; dx < width; dx++) {
        sprite[y * SPRITE_SIZE + ((x + dx) % SPRITE_SIZE)] = opaque(color);
      }
    }
  }
  return sprite;
}

const grass = strewn(11, '#74ad55', [
  ['#6aa24c', 34, 1],
  ['#82bb62', 22, 1],
  ['#5f9645', 9, 2],
  ['#95ca73', 6, 1],
]);

const sand = strewn(23, '#e7d49b', [
  ['#dcc688', 26, 2],
  ['#f2e3b3', 18, 1],
  ['#cdb577', 9, 1],
]);

const path = strewn(31, '#b39a7c', [
  ['#a78d6f', 22, 2],
  ['#bfa88b', 18, 2],
  ['#94795c', 8, 1],
]);

const STONE = { a: '#9a9da3', b: '#8a8d94', c: '#a9acb1', d: '#74777e', e: '#b6b9bd' };
const stone = drawing(
  STONE,
  `aaaaccdaaaaaaaaa
   acccaadbaaceeaab
   aceaaadbaaaccaab
   aaaaabddaaaaaabd
   aaaabdaabbaaabda
   ddbbdaaaabbbddaa
   aadddaaaaaadaaac
   aaaaadaceaaadaac
   aceaaadccaaadbaa
   accaaaddaaaabdaa
   aaaaabdaddbbdaad
   bbaabdaaaaddaabd
   addddaaccaadaada
   aaaadaceaaaaddaa
   acaaadaaaaaadaaa
   aaaabdbaaaabdbaa`,
);

function ore(dark: string, middle: string, light: string): Sprite {
  const shape = drawing(
    { k: dark, m: middle, l: light },
    `................
     ................
     ...kkk..........
     ..klmmk.........
     ..kmmmk...kk....
     ...kkk...klmk...
     .........kmmk...
     ..........kk....
     ................
     ....kkk.........
     ...klmmk...kk...
     ...kmlmk..klmk..
     ...kmmmk..kmmk..
     ....kkk....kk...
     ................
     ................`,
  );
  return layered(stone, shape);
}

const diamond = layered(
  stone,
  drawing(
    { k: '#4f7f95', m: '#7fe0f0', l: '#e9feff', d: '#43b7d3' },
    `................
     ....kkk.........
     ...klmmk........
     ..klmmmdk.......
     ..kmlmmdk..kk...
     ...kmmdk..klmk..
     ....kdk..klmmdk.
     .....k...kmlmdk.
     ..........kmdk..
     ...kk......kk...
     ..klmk..........
     .klmmdk...kk....
     .kmlmdk..klmk...
     ..kmdk...kmdk...
     ...kk.....kk....
     ................`,
  ),
);

const tree = layered(
  grass,
  drawing(
    { k: '#2c5a31', m: '#3f7d3e', l: '#59a04f', h: '#7fbf66', t: '#7b5534', d: '#5a3c24', s: '#538541' },
    `.....kkkkkk.....
     ...kkmmllmmkk...
     ..kmmllhhllmmk..
     .kmllhhllmmlmmk.
     .kmlhhllmmllhmk.
     kmmlllmmmlhhllmk
     kmllmmkmmllllmmk
     kmlhllmmkmmllmmk
     kkmllmmmmmkmmmkk
     .kmmmkmllmmmkmk.
     .kkmmmmmmmmmmkk.
     ..kkkmkmmkmkkk..
     ....kkkttdkk....
     ......tttd......
     ....ssttddsss...
     .....sssssss....`,
  ),
);

const water = drawing(
  { a: '#4a93d1', b: '#3f86c6', c: '#6fb1e3', d: '#a9d6f4' },
  `aaaaaaaaaaaaaaaa
   aaccaaaaaaaaccca
   acddcaaaaaacdaac
   caaaacaaaacaaaaa
   aaaaaaccccaaabba
   aabbaaaaaaaaabbb
   bbbbbaaaaaaaaaaa
   aaaaaaaaccaaaaaa
   aaaaaaacddcaaaaa
   ccaaaacaaaaccaac
   aaaccaaaaaaaacca
   aaaaaaabbbaaaaaa
   abbaabbbbbbaaaaa
   bbbbaaaaaaaaaccc
   aaaaacccaaaaacda
   aaaaaddaccaaaaaa`,
);

const lava = drawing(
  { a: '#d8481c', b: '#b8330f', c: '#f0812a', d: '#ffc24a', e: '#ffe892' },
  `aabbbaaaaccaaaab
   abbbbaaccdccaaab
   aabbaacddddcaaaa
   aaaaaaccdeddcaaa
   aaacaaaaccddcaaa
   aaccccaaaacccabb
   acddddcaaaaaabbb
   accdeddcaaaaaabb
   aaccdddcaabbaaaa
   aaaacccaabbbbaaa
   bbaaaaaaabbbaacc
   bbbaaccaaaaaacdd
   bbaacddcaaaaacde
   aaaaccdccaaaaccd
   caaaaaccaaabbaac
   aaaaaaaaaabbbbaa`,
);

const table = drawing(
  {
    k: '#5a3a20',
    a: '#b07a45',
    b: '#c48f57',
    c: '#9a6737',
    l: '#dcae78',
    g: '#8d9299',
    w: '#e8e4da',
    r: '#b5432f',
  },
  `kkkkkkkkkkkkkkkk
   kllllllllllllllk
   klbbbbcbbbbbcblk
   klbggbcbbbbbcblk
   klbggwcbrrbbcblk
   klbbcwwbbrrbcblk
   klbbcbwwbbrrcblk
   klbbcbbwwbbrcblk
   klbbcbbbwbbbcblk
   kllllllllllllllk
   kkkkkkkkkkkkkkkk
   kackaaaaaaaakcak
   kackcccccccckcak
   kackkkkkkkkkkcak
   kackaaccaacckcak
   kkkkkkkkkkkkkkkk`,
);

const furnace = drawing(
  {
    k: '#3b3d42',
    a: '#85888f',
    b: '#9b9ea4',
    c: '#6b6e75',
    f: '#f0812a',
    y: '#ffd25e',
    r: '#c93a16',
    d: '#24252a',
  },
  `kkkkkkkkkkkkkkkk
   kbbbbabbbbabbbbk
   kbaaacbaaacbaaak
   kccccccccccccccc
   kabbbbabbbbabbbk
   kacaaacbaaacbaak
   kccccccccccccccc
   kbbkkkkkkkkkkabk
   kaakddddddddkaak
   kcckddddddddkcck
   kbbkddrddrddkbbk
   kaakdrffdffrkaak
   kcckrfyyfyyfkcck
   kbbkfyyyyyyykbbk
   kaakkkkkkkkkkaak
   kkkkkkkkkkkkkkkk`,
);

/** A tile for every material of names.ts; each is opaque. */
export const TERRAIN: Readonly<Record<MaterialName, Sprite>> = {
  none: strewn(3, '#17181d', [['#1d1f25', 30, 1]]),
  water,
  grass,
  stone,
  path,
  sand,
  tree,
  lava,
  coal: ore('#2f3036', '#3e4047', '#63666e'),
  iron: ore('#8a5a36', '#d99f6c', '#f7d3ae'),
  diamond,
  table,
  furnace,
};
