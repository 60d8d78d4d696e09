import type { DragEvent } from 'react';
import { findPart, movePart } from '../rule/edit.ts';
import { isGroup } from '../rule/parts.ts';
import { useBuilder, useRuleState } from './builder-context.ts';

export interface DropPlace {
  readonly id: string;
  readonly groupId: string;
  readonly index: number;
  /** Nothing comes behind it: the place where the next part of a group goes. */
  readonly isEnd?: boolean;
}

/** A line that others can be dropped before and behind. */
export function useDropTarget({ id, groupId, index, isEnd = false }: DropPlace) {
  const { store } = useBuilder();
  const mark = useRuleState(store, ({ dragging }) => {
    const over = dragging?.over ?? null;
    if (over === null || over.groupId !== groupId) {
      return dragging?.id === id ? 'is-dragged' : '';
    }
    if (over.index === index) {
      return 'drop-before';
    }
    return over.index === index + 1 ? 'drop-after' : '';
  });
  const handlers = {
    onDragOver: (event: DragEvent<HTMLElement>): void => {
      const { dragging, root } = store.get();
      if (dragging === null) {
        return;
      }
      const dragged = findPart(root, dragging.id);
      // A group does not go into itself.
      if (dragged !== null && isGroup(dragged) && findPart(dragged, groupId) !== null) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      const box = event.currentTarget.getBoundingClientRect();
      const isBehind = !isEnd && event.clientY > box.top + box.height / 2;
      const over = { groupId, index: index + (isBehind ? 1 : 0) };
      if (dragging.over?.groupId !== over.groupId || dragging.over.index !== over.index) {
        store.drag({ ...dragging, over });
      }
    },
    onDrop: (event: DragEvent<HTMLElement>): void => {
      event.preventDefault();
      event.stopPropagation();
      const { dragging } = store.get();
      store.drag(null);
      if (dragging?.over) {
        const { id: moved, over } = dragging;
        store.change((root) => movePart(root, moved, over), { activeId: moved });
      }
    },
  };
  return { className: mark, handlers };
}
