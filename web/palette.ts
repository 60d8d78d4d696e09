import type { Plugin } from 'vite';
import { paletteSheet } from './src/theme/tokens.ts';

const NAME = 'virtual:palette.css';

/** Both palettes as a style sheet, made of the tokens: it is there before any script, so nothing flashes. */
export function palette(): Plugin {
  return {
    name: 'zhike-palette',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load: (id) => (id === `\0${NAME}` ? paletteSheet() : null),
  };
}
