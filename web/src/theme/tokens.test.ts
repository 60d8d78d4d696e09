import { describe, expect, it } from 'vitest';
import { contrastOf, heatOf, luminanceOf } from './heat.ts';
import { CATEGORIES, customProperties, MODES, PALETTES } from './tokens.ts';

describe.each(MODES)('the %s palette', (mode) => {
  const palette = PALETTES[mode];
  const grounds = [palette.ground, palette.surface, palette.hover];

  it('keeps text readable on every ground (WCAG 2.2, 4.5 : 1)', () => {
    for (const text of [
      palette.ink,
      palette.ink2,
      palette.ink3,
      palette.accent,
      palette.danger,
      palette.warning,
      palette.success,
    ]) {
      for (const ground of grounds) {
        expect(contrastOf(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrastOf(palette.onAccent, palette.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(palette.ink2, palette.accentSoft)).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(palette.accent, palette.accentSoft)).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(palette.danger, palette.dangerSoft)).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(palette.warning, palette.warningSoft)).toBeGreaterThanOrEqual(4.5);
  });

  it('keeps borders of fields and the eight categories visible (3 : 1)', () => {
    for (const colour of [palette.hairlineStrong, ...CATEGORIES[mode]]) {
      expect(contrastOf(colour, palette.ground), colour).toBeGreaterThanOrEqual(3);
    }
  });

  it('has eight categories, all different', () => {
    expect(new Set(CATEGORIES[mode]).size).toBe(8);
    expect(customProperties(mode).get('--category-7')).toBe(CATEGORIES[mode][7]);
  });

  it('survives greyscale: the heat scale only gets darker, or only lighter', () => {
    const steps = Array.from({ length: 21 }, (_, index) => luminanceOf(heatOf(index / 20, mode).background));
    const sorted = steps.toSorted((a, b) => (mode === 'light' ? b - a : a - b));
    expect(steps).toEqual(sorted);
  });

  it('writes readable figures at every depth', () => {
    for (let share = 0; share <= 1; share += 0.05) {
      const { background, text } = heatOf(share, mode);
      expect(contrastOf(background, text)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

/** What people with the three kinds of full colour blindness see (Machado, Oliveira, Fernandes 2009). */
const BLINDNESS = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

function seen(colour: string, matrix: readonly number[]): readonly number[] {
  const linear = [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  return [0, 1, 2].map((row) =>
    linear.reduce((sum, channel, column) => sum + channel * (matrix[row * 3 + column] ?? 0), 0),
  );
}

/** Distance in Oklab, where 0.02 is just noticeable. */
function distance(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [one, other].map((linear) => {
    const [r = 0, g = 0, bl = 0] = linear.map((channel) => Math.max(0, channel));
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * bl);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * bl);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * bl);
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ];
  }) as [number[], number[]];
  return Math.hypot(...a.map((value, index) => value - (b[index] ?? 0)));
}

describe.each(MODES)('the eight categories in %s', (mode) => {
  it.each(Object.entries(BLINDNESS))('stay apart under %s', (_name, matrix) => {
    const colours = CATEGORIES[mode];
    for (const [index, one] of colours.entries()) {
      for (const other of colours.slice(index + 1)) {
        expect(distance(seen(one, matrix), seen(other, matrix)), `${one} and ${other}`).toBeGreaterThan(0.055);
      }
    }
  });
});
