import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type Mode, PALETTES } from './tokens.ts';

export const APPEARANCES = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof APPEARANCES)[number];

interface AppearanceState {
  readonly appearance: Appearance;
  readonly mode: Mode;
  readonly motion: boolean;
  setAppearance(appearance: Appearance): void;
}

const STORAGE_KEY = 'zhike.appearance';
const AppearanceContext = createContext<AppearanceState | null>(null);

function useMedia(query: string): boolean {
  const media = useMemo(() => window.matchMedia(query), [query]);
  return useSyncExternalStore(
    (changed) => {
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => media.matches,
  );
}

function readAppearance(): Appearance {
  const stored = window.localStorage.getItem(STORAGE_KEY);
  return APPEARANCES.find((appearance) => appearance === stored) ?? 'system';
}

/** Whether the page is narrower than 720 px: bottom tabs, sheets and cards. */
export function useIsNarrow(): boolean {
  return useMedia('(max-width: 719px)');
}

/** Says which of the two palettes the document wears (`mode.js` said so before the first picture) and remembers the choice on this device. */
export function AppearanceProvider({ children }: { readonly children: ReactNode }) {
  const [appearance, setStored] = useState(readAppearance);
  const prefersDark = useMedia('(prefers-color-scheme: dark)');
  const motion = !useMedia('(prefers-reduced-motion: reduce)');
  const mode: Mode = appearance === 'system' ? (prefersDark ? 'dark' : 'light') : appearance;

  useEffect(() => {
    document.documentElement.dataset['mode'] = mode;
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', PALETTES[mode].ground);
  }, [mode]);

  const value = useMemo<AppearanceState>(
    () => ({
      appearance,
      mode,
      motion,
      setAppearance(next) {
        window.localStorage.setItem(STORAGE_KEY, next);
        setStored(next);
      },
    }),
    [appearance, mode, motion],
  );
  return <AppearanceContext value={value}>{children}</AppearanceContext>;
}

/** The appearance chosen and the mode that follows from it. */
export function useAppearance(): AppearanceState {
  const state = useContext(AppearanceContext);
  if (state === null) {
    throw new Error('useAppearance outside AppearanceProvider');
  }
  return state;
}
