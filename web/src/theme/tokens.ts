/** Light and dark of one palette. Contrast against the ground is checked by `tokens.test.ts`. */
export const MODES = ['light', 'dark'] as const;
export type Mode = (typeof MODES)[number];

export interface Palette {
  /** The page behind everything. */
  readonly ground: string;
  /** Where things lie that were brought forward: panels, fields, menus. */
  readonly surface: string;
  readonly sunken: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly hairline: string;
  /** Around what can be pressed and says so in words: buttons, chips. */
  readonly edge: string;
  /** Around what can be filled in: fields have to be seen without a word (3 : 1). */
  readonly hairlineStrong: string;
  readonly hover: string;
  /** Hover on the frame, which is darker than the page. */
  readonly pressed: string;
  /** The one colour of what can be acted on. */
  readonly accent: string;
  readonly accentHover: string;
  readonly accentSoft: string;
  readonly onAccent: string;
  readonly danger: string;
  readonly dangerSoft: string;
  readonly warning: string;
  readonly warningSoft: string;
  readonly success: string;
  /** Ends and middle of the sequential scale; its lightness only falls (or only rises), so it survives greyscale. */
  readonly heat0: string;
  readonly heatMid: string;
  readonly heat1: string;
  readonly shadow: string;
}

export const PALETTES: Readonly<Record<Mode, Palette>> = {
  light: {
    ground: '#faf9f6',
    surface: '#ffffff',
    sunken: '#f2efe9',
    ink: '#1d1c1a',
    ink2: '#55524c',
    ink3: '#6f6b63',
    hairline: '#e8e4dc',
    edge: '#d3cdc1',
    hairlineStrong: '#8f8a80',
    hover: '#f3f0ea',
    pressed: '#e9e5dd',
    accent: '#0e6b68',
    accentHover: '#0a5552',
    accentSoft: '#e0eeec',
    onAccent: '#ffffff',
    danger: '#b3261e',
    dangerSoft: '#fbeae8',
    warning: '#855100',
    warningSoft: '#fbf0dc',
    success: '#2c6e31',
    heat0: '#edf3f0',
    heatMid: '#5aa69f',
    heat1: '#083f45',
    shadow: '0 1px 2px rgb(29 28 26 / 6%), 0 8px 28px rgb(29 28 26 / 12%)',
  },
  dark: {
    ground: '#161513',
    surface: '#1e1d1a',
    sunken: '#121110',
    ink: '#edeae3',
    ink2: '#b9b4aa',
    ink3: '#979188',
    hairline: '#2e2c28',
    edge: '#4a463f',
    hairlineStrong: '#7d776c',
    hover: '#262420',
    pressed: '#211f1c',
    accent: '#63c5bc',
    accentHover: '#85d6ce',
    accentSoft: '#17322f',
    onAccent: '#0d1f1e',
    danger: '#ff8a80',
    dangerSoft: '#3a1d1b',
    warning: '#e9b765',
    warningSoft: '#33280f',
    success: '#85c98a',
    heat0: '#1f2624',
    heatMid: '#3b837d',
    heat1: '#a9ece2',
    shadow: '0 1px 2px rgb(0 0 0 / 40%), 0 12px 32px rgb(0 0 0 / 50%)',
  },
};

/**
 * Eight categories that people with red-green or blue-yellow blindness can tell apart: four hues, each once deep and
 * once light, so that the pairs stay a family. A name always stands beside the colour.
 */
export const CATEGORIES: Readonly<Record<Mode, readonly string[]>> = {
  light: ['#33288f', '#047046', '#7a5900', '#85204f', '#527fb7', '#279d90', '#b0861a', '#ce6671'],
  dark: ['#9a90ff', '#4fb56f', '#cfae3b', '#e05f9c', '#8ccaf0', '#6ee6df', '#f0dc8c', '#f3aab2'],
};

const kebab = (name: string): string => name.replace(/([A-Z0-9])/g, (letter) => `-${letter.toLowerCase()}`);

/** The style sheet of both palettes: that of the system until the document says `data-mode`. */
export function paletteSheet(): string {
  const rulesOf = (mode: Mode): string =>
    [...customProperties(mode)].map(([name, value]) => `${name}:${value};`).join('') + `color-scheme:${mode};`;
  return [
    `:root{${rulesOf('light')}}`,
    `@media (prefers-color-scheme: dark){:root:not([data-mode]){${rulesOf('dark')}}}`,
    `:root[data-mode='dark']{${rulesOf('dark')}}`,
  ].join('\n');
}

/** Every custom property of a mode: `--ink-2`, `--accent-soft`, `--category-0` … */
export function customProperties(mode: Mode): ReadonlyMap<string, string> {
  const colours = Object.entries(PALETTES[mode]).map(([name, value]) => [`--${kebab(name)}`, value] as const);
  const categories = CATEGORIES[mode].map((value, index) => [`--category-${index}`, value] as const);
  return new Map([...colours, ...categories]);
}
