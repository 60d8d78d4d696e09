import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { placeOf } from '../rule/edit.ts';
import { lineIds } from '../rule/parts.ts';
import type { Builder } from './builder-context.ts';
import { focusLine, type LineCommand, lineCommands } from './use-line-commands.ts';

const MOVES: Readonly<Record<string, LineCommand>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowRight: 'indent',
  ArrowLeft: 'outdent',
};

/**
 * The keys of the rule: arrows go from line to line and from word to word, with Alt they move the line; Delete removes
 * it, Enter opens its first word.
 */
export function useTreeKeys(builder: Builder): (event: KeyboardEvent<HTMLElement>) => void {
  const { t } = useTranslation();
  const { store, add } = builder;
  const run = lineCommands(builder, t);

  const goTo = (id: string | undefined): void => {
    if (id !== undefined) {
      store.activate(id);
      focusLine(id);
    }
  };

  const onLine = (event: KeyboardEvent, line: HTMLElement): boolean => {
    const id = line.dataset['line'] ?? '';
    const isOnIt = event.target === line;
    const ids = lineIds(store.get().root);
    const at = ids.indexOf(id);
    if (event.altKey && MOVES[event.key] !== undefined) {
      run(MOVES[event.key] ?? 'up', id);
    } else if (event.altKey || event.ctrlKey || event.metaKey) {
      return false;
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      goTo(ids[at + (event.key === 'ArrowDown' ? 1 : -1)]);
    } else if (event.key === 'Home' || event.key === 'End') {
      goTo(event.key === 'Home' ? ids[0] : ids.at(-1));
    } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      stepWithin(line, event.target, event.key === 'ArrowRight' ? 1 : -1);
    } else if (event.key === 'Delete' || (event.key === 'Backspace' && isOnIt)) {
      run('remove', id);
    } else if (event.key === 'Enter' && isOnIt) {
      wordsOf(line)[0]?.click();
    } else if ((event.key === '+' || event.key === 'a') && isOnIt) {
      const place = placeOf(store.get().root, id);
      if (place !== null) {
        add(place.groupId, place.index + 1);
      }
    } else {
      return false;
    }
    return true;
  };

  return (event) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (target === null || event.nativeEvent.isComposing) {
      return;
    }
    // An open editor has keys of its own.
    if (target.closest('.token-editor, .ant-dropdown') !== null) {
      return;
    }
    const line = target.closest<HTMLElement>('[data-line]');
    if (line !== null && target.closest('[data-add]') === null && onLine(event, line)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
}

/** What can be pressed in a line itself, without the lines nested in it. */
function wordsOf(line: HTMLElement): readonly HTMLButtonElement[] {
  return [...line.querySelectorAll<HTMLButtonElement>(':scope > .rule-line button')];
}

function stepWithin(line: HTMLElement, target: EventTarget | null, step: -1 | 1): void {
  const stops: readonly HTMLElement[] = [line, ...wordsOf(line)];
  const at = stops.findIndex((stop) => stop === target);
  stops[Math.min(stops.length - 1, Math.max(0, at + step))]?.focus();
}
