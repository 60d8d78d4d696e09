import { describe, expect, it } from 'vitest';
import { chordOf, keyNames, readChord, SEQUENCE_MS } from './chord.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) =>
  chordOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

const BINDINGS = [{ keys: 'g c' }, { keys: 'c' }, { keys: 'g g' }, { keys: 'n' }] as const;

describe('chords', () => {
  it('are written alike on both kinds of keyboards', () => {
    expect(press('k', { metaKey: true })).toBe('mod+k');
    expect(press('K', { ctrlKey: true })).toBe('mod+k');
    expect(press('?')).toBe('?');
  });

  it('leave modifiers alone, and what the system does with Alt', () => {
    expect(press('Shift')).toBeNull();
    expect(press('a', { altKey: true })).toBeNull();
    expect(press('Process')).toBeNull();
  });

  it('are named as they stand on the keyboard', () => {
    expect(keyNames('mod+k', { isMac: true })).toEqual(['⌘K']);
    expect(keyNames('mod+k', { isMac: false })).toEqual(['Ctrl K']);
    expect(keyNames('g c', { isMac: false })).toEqual(['g', 'c']);
    expect(keyNames(' ', { isMac: false })).toEqual(['Space']);
    expect(keyNames('Escape', { isMac: false })).toEqual(['Esc']);
  });
});

describe('two letters one after the other', () => {
  it('wait for the second, which then means the pair and not itself', () => {
    const first = readChord(BINDINGS, { chord: 'g', nowMs: 0, pending: null });
    expect(first).toMatchObject({ type: 'wait' });
    const pending = first.type === 'wait' ? first.pending : null;
    expect(readChord(BINDINGS, { chord: 'c', nowMs: 500, pending })).toEqual({ type: 'run', binding: { keys: 'g c' } });
    expect(readChord(BINDINGS, { chord: 'g', nowMs: 500, pending })).toEqual({ type: 'run', binding: { keys: 'g g' } });
  });

  it('are forgotten after a while, and by a letter that goes with nothing', () => {
    const pending = { chord: 'g', atMs: 0 };
    expect(readChord(BINDINGS, { chord: 'c', nowMs: SEQUENCE_MS + 1, pending })).toEqual({
      type: 'run',
      binding: { keys: 'c' },
    });
    expect(readChord(BINDINGS, { chord: 'z', nowMs: 10, pending })).toEqual({ type: 'nothing' });
    expect(readChord(BINDINGS, { chord: 'n', nowMs: 10, pending })).toEqual({ type: 'run', binding: { keys: 'n' } });
  });
});

it('the page says what a key means before the frame does', () => {
  const frame = { keys: 'e', from: 'frame' };
  const page = { keys: 'e', from: 'page' };
  expect(readChord([frame, page], { chord: 'e', nowMs: 0, pending: null })).toEqual({ type: 'run', binding: page });
});
