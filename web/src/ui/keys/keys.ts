import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { chordOf, type Pending, readChord } from './chord.ts';

/** Where the keyboard help lists a key. */
export const KEY_GROUPS = ['everywhere', 'rooms', 'list', 'page'] as const;
export type KeyGroup = (typeof KEY_GROUPS)[number];

export interface KeyBinding {
  readonly id: string;
  /** `?`, `mod+k`, `g c`: one chord, or two letters one after the other. */
  readonly keys: string;
  /** In the reader's language, for the keyboard help and, below "page", for the command bar. */
  readonly label: string;
  readonly group: KeyGroup;
  /** Absent where a part handles the key itself, as the grid does with its rows: then it is only told. */
  readonly run?: (event: KeyboardEvent) => void;
  /** Works in fields and over dialogs too. Chords only: a letter would be eaten. */
  readonly isAlways?: boolean;
}

type Source = () => readonly KeyBinding[];

const sources = new Map<symbol, Source>();
const listeners = new Set<() => void>();
let known: readonly KeyBinding[] = [];
let pending: Pending | null = null;

const all = (): readonly KeyBinding[] => [...sources.values()].flatMap((source) => source());

function refresh(): void {
  known = all();
  for (const listener of listeners) {
    listener();
  }
}

const WITHOUT_TEXT = ['checkbox', 'radio', 'button', 'submit', 'range', 'file'];

/** Whether letters go into what has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) {
    return !WITHOUT_TEXT.includes(target.type);
  }
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/u.test(target.tagName));
}

/** What lies over the page and takes the keys for itself. */
const ABOVE = 'dialog[open], .ant-popover:not(.ant-popover-hidden), .ant-dropdown:not(.ant-dropdown-hidden)';

function onKeyDown(event: KeyboardEvent): void {
  const chord = event.isComposing ? null : chordOf(event);
  if (chord === null) {
    return;
  }
  const isBusy = event.defaultPrevented || isTyping(event.target) || document.querySelector(ABOVE) !== null;
  const bindings = all().filter((each) => each.run !== undefined && (!isBusy || each.isAlways === true));
  const reading = readChord(bindings, { chord, nowMs: event.timeStamp, pending });
  pending = reading.type === 'wait' ? reading.pending : null;
  if (reading.type === 'run') {
    event.preventDefault();
    reading.binding.run?.(event);
  }
}

function register(source: Source): () => void {
  const token = Symbol('keys');
  if (sources.size === 0) {
    window.addEventListener('keydown', onKeyDown);
  }
  sources.set(token, source);
  refresh();
  return () => {
    sources.delete(token);
    if (sources.size === 0) {
      window.removeEventListener('keydown', onKeyDown);
    }
    refresh();
  };
}

/**
 * Keys that work while the component is there. They never fire while somebody types or a dialog is open, and stand in
 * the keyboard help (`?`); those of a page are actions of the command bar too. Of two with the same keys the one that
 * came later counts.
 */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const latest = useRef(bindings);
  useLayoutEffect(() => {
    latest.current = bindings;
  });
  const told = bindings.map(({ id, keys, label }) => `${id}\t${keys}\t${label}`).join('\n');
  useEffect(() => register(() => latest.current), [told]);
}

/** Every key that works now, in the order in which its parts came. */
export function useKnownKeys(): readonly KeyBinding[] {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => known,
  );
}

/** Whether the keyboard is a Mac's. */
export const isMac = /mac|iphone|ipad/iu.test(globalThis.navigator?.userAgent ?? '');
