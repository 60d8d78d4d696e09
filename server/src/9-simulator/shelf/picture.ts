import type { Product } from '../brand/catalogue.ts';

export const PICTURE_WIDTH = 240;
export const PICTURE_HEIGHT = 320;

/** A picture of few colours: one byte a pixel, which is a place in the palette. */
export interface Picture {
  /** Red, green, blue of each colour. */
  readonly palette: readonly (readonly [red: number, green: number, blue: number])[];
  /** Rows from the top. */
  readonly pixels: Uint8Array;
}

type Point = readonly [x: number, y: number];
type Shape = readonly Point[];

const COLOURS: Readonly<Record<string, readonly [number, number, number]>> = {
  黑色: [48, 48, 52],
  白色: [250, 250, 248],
  藏青: [38, 52, 92],
  灰色: [140, 144, 150],
  卡其: [188, 164, 120],
  酒红: [122, 32, 52],
  墨绿: [36, 84, 66],
  米色: [232, 220, 198],
  粉色: [240, 176, 188],
  浅蓝: [158, 196, 228],
  驼色: [176, 132, 92],
  条纹: [92, 120, 168],
};
const GROUND = [243, 244, 246] as const;
const SHADE = [206, 210, 216] as const;

/** In hundredths of the picture; the left half, mirrored. */
const HALVES = {
  top: [
    [50, 22],
    [42, 20],
    [30, 25],
    [16, 44],
    [25, 51],
    [31, 43],
    [31, 80],
    [50, 80],
  ],
  trousers: [
    [50, 18],
    [33, 18],
    [29, 84],
    [43, 84],
    [50, 42],
  ],
  dress: [
    [50, 20],
    [42, 16],
    [37, 19],
    [38, 38],
    [24, 84],
    [50, 84],
  ],
  shoe: [
    [50, 60],
    [34, 46],
    [24, 50],
    [14, 64],
    [14, 72],
    [50, 72],
  ],
  bottle: [
    [50, 20],
    [44, 20],
    [44, 34],
    [33, 42],
    [33, 82],
    [50, 82],
  ],
  box: [
    [50, 36],
    [22, 36],
    [22, 72],
    [50, 72],
  ],
} as const satisfies Readonly<Record<string, Shape>>;

function shapeOf({ path }: Product): Shape {
  const [root = '', group = '', leaf = ''] = path;
  if (root === '鞋') {
    return HALVES.shoe;
  }
  if (root === '化妆品') {
    return HALVES.bottle;
  }
  if (root === '家居' || root === '配饰') {
    return HALVES.box;
  }
  if (group === '裙子') {
    return HALVES.dress;
  }
  return /裤/.test(group + leaf) ? HALVES.trousers : HALVES.top;
}

/** A plain drawing of a product in its colour: what stands for a photograph in a demo. */
export function drawProduct(product: Product): Picture {
  const shape = shapeOf(product);
  const pixels = new Uint8Array(PICTURE_WIDTH * PICTURE_HEIGHT);
  const striped = product.colour === '条纹';
  for (let y = 0; y < PICTURE_HEIGHT; y += 1) {
    const row = pixels.subarray(y * PICTURE_WIDTH, (y + 1) * PICTURE_WIDTH);
    fill(row, { edges: edgesAt(shape, ((y - 6) * 100) / PICTURE_HEIGHT), shift: 4, colour: SHADOW });
    fill(row, { edges: edgesAt(shape, (y * 100) / PICTURE_HEIGHT), shift: 0, colour: striped && y % 24 < 8 ? 0 : 1 });
  }
  return { palette: [GROUND, COLOURS[product.colour] ?? COLOURS['灰色'] ?? SHADE, SHADE], pixels };
}

/** Place of the shadow in the palette. */
const SHADOW = 2;

interface Filling {
  readonly edges: readonly number[];
  /** Pixels towards the middle. */
  readonly shift: number;
  readonly colour: number;
}

/** Between the first edge and the second, the third and the fourth …, on both halves; the last reaches to the middle. */
function fill(row: Uint8Array, { edges, shift, colour }: Filling): void {
  const pixel = (edge: number | undefined): number =>
    edge === undefined
      ? PICTURE_WIDTH / 2
      : Math.min(PICTURE_WIDTH / 2, Math.round((edge * PICTURE_WIDTH) / 100) + shift);
  for (let i = 0; i < edges.length; i += 2) {
    const [from, to] = [pixel(edges[i]), pixel(edges[i + 1])];
    row.fill(colour, from, to);
    row.fill(colour, PICTURE_WIDTH - to, PICTURE_WIDTH - from);
  }
}

/** Where a level line crosses the outline, from left to right. */
function edgesAt(shape: Shape, y: number): number[] {
  const edges: number[] = [];
  for (let i = 0; i < shape.length - 1; i += 1) {
    const [fromX = 0, fromY = 0] = shape[i] ?? [];
    const [toX = 0, toY = 0] = shape[i + 1] ?? [];
    if (fromY <= y !== toY <= y) {
      edges.push(fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX));
    }
  }
  return edges.toSorted((a, b) => a - b);
}
