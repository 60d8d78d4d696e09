import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { copyPart, findPart, indentPart, outdentPart, removePart, stepPart } from '../rule/edit.ts';
import { isGroup, lineIds } from '../rule/parts.ts';
import { type Builder, useBuilder } from './builder-context.ts';

export const LINE_COMMANDS = ['up', 'down', 'indent', 'outdent', 'copy', 'remove'] as const;
export type LineCommand = (typeof LINE_COMMANDS)[number];

/** Puts the focus on a line once it is drawn. */
export function focusLine(id: string | null): void {
  window.requestAnimationFrame(() => {
    const line = id === null ? null : document.querySelector<HTMLElement>(`[data-line="${id}"]`);
    (line ?? document.querySelector<HTMLElement>('.rule-add.is-root .rule-add-button'))?.focus();
  });
}

/** The line to go on at when one has gone: the one behind it, else the one before. */
function neighbourOf(ids: readonly string[], id: string, isStill: (id: string) => boolean): string | null {
  const at = ids.indexOf(id);
  return ids.slice(at + 1).find(isStill) ?? ids.slice(0, at).findLast(isStill) ?? null;
}

/** What can be done with the lines of the builder around. */
export function useLineCommands(): (command: LineCommand, id: string) => void {
  const { t } = useTranslation();
  return lineCommands(useBuilder(), t);
}

/** Moves, copies and removes lines, and says so. */
export function lineCommands(
  { store, announce, conditions }: Builder,
  t: TFunction,
): (command: LineCommand, id: string) => void {
  return (command, id) => {
    const { root } = store.get();
    const part = findPart(root, id);
    if (part === null) {
      return;
    }
    const name = isGroup(part) ? t('segments.group') : (conditions.get(part.is)?.label[currentLocale()] ?? part.is);
    if (command === 'remove') {
      const after = removePart(root, id);
      const left = new Set(lineIds(after));
      const next = neighbourOf(lineIds(root), id, (one) => left.has(one));
      store.change(() => after, { activeId: next, openAt: null });
      announce(t('segments.removed', { what: name }));
      focusLine(next);
      return;
    }
    if (command === 'copy') {
      const copied = copyPart(root, id);
      store.change(() => copied.root, { activeId: copied.id });
      announce(t('segments.copied', { what: name }));
      focusLine(copied.id);
      return;
    }
    const moved = {
      up: () => stepPart(root, id, -1),
      down: () => stepPart(root, id, 1),
      indent: () => indentPart(root, id),
      outdent: () => outdentPart(root, id),
    }[command]();
    store.change(() => moved, { activeId: id });
    announce(moved === root ? t('segments.cannotMove') : placeText(moved));
    focusLine(id);

    function placeText(after: typeof root): string {
      const ids = lineIds(after);
      return t('segments.moved', { what: name, place: ids.indexOf(id) + 1, count: ids.length });
    }
  };
}
