/** A key as bindings write it: `k`, `?`, `Escape`, `mod+k`; null for a modifier alone and for chords of the system. */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string | null {
  if (event.altKey || ['Control', 'Meta', 'Shift', 'Alt', 'Dead', 'Process'].includes(event.key)) {
    return null;
  }
  return event.ctrlKey || event.metaKey ? `mod+${event.key.toLowerCase()}` : event.key;
}

/** How long the second letter of `g c` may take. */
export const SEQUENCE_MS = 1_200;

export interface Pending {
  readonly chord: string;
  readonly atMs: number;
}

export type Reading<Binding> =
  | { readonly type: 'run'; readonly binding: Binding }
  /** The first of two letters: the next one decides. */
  | { readonly type: 'wait'; readonly pending: Pending }
  | { readonly type: 'nothing' };

/** What a chord means after what was pressed before it. Of two bindings of the same keys the later one counts. */
export function readChord<Binding extends { readonly keys: string }>(
  bindings: readonly Binding[],
  pressed: { readonly chord: string; readonly nowMs: number; readonly pending: Pending | null },
): Reading<Binding> {
  const { chord, nowMs, pending } = pressed;
  const isSecond = pending !== null && nowMs - pending.atMs <= SEQUENCE_MS;
  const wanted = isSecond ? [`${pending.chord} ${chord}`, chord] : [chord];
  for (const keys of wanted) {
    const binding = bindings.findLast((each) => each.keys === keys);
    if (binding !== undefined) {
      return { type: 'run', binding };
    }
  }
  return bindings.some((each) => each.keys.startsWith(`${chord} `))
    ? { type: 'wait', pending: { chord, atMs: nowMs } }
    : { type: 'nothing' };
}

const NAMES: Readonly<Record<string, string>> = { Escape: 'Esc', ' ': 'Space', ArrowUp: '↑', ArrowDown: '↓' };

/** The keys of a binding as they stand on the keyboard: `⌘K` or `Ctrl K`; `g` and `c`. */
export function keyNames(keys: string, { isMac }: { readonly isMac: boolean }): readonly string[] {
  const parts = keys === ' ' ? [keys] : keys.split(' ');
  return parts.map((part) => {
    const letter = part.startsWith('mod+') ? part.slice(4).toUpperCase() : (NAMES[part] ?? part);
    return part.startsWith('mod+') ? `${isMac ? '⌘' : 'Ctrl '}${letter}` : letter;
  });
}
