import { type Mode, PALETTES } from './tokens.ts';

type Channels = readonly [number, number, number];

function channelsOf(colour: string): Channels {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Relative luminance by WCAG 2.2, 0 to 1. */
export function luminanceOf(colour: string): number {
  const [red, green, blue] = channelsOf(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio by WCAG 2.2, 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [light, dark] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function mix(from: string, to: string, share: number): string {
  const [a, b] = [channelsOf(from), channelsOf(to)];
  const hex = a.map((channel, index) =>
    Math.round(channel + ((b[index] ?? 0) - channel) * share)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${hex.join('')}`;
}

/** The colour of a share (0 to 1) on the sequential scale, with the text colour that reads best on it. */
export function heatOf(share: number, mode: Mode): { readonly background: string; readonly text: string } {
  const { heat0, heatMid, heat1 } = PALETTES[mode];
  const position = Math.min(1, Math.max(0, share)) * 2;
  const background = position <= 1 ? mix(heat0, heatMid, position) : mix(heatMid, heat1, position - 1);
  // One of pure black and pure white always reaches 4.5 : 1; our softer inks would not in the middle of the scale.
  const text = contrastOf(background, '#000000') >= contrastOf(background, '#ffffff') ? '#000000' : '#ffffff';
  return { background, text };
}
