import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Category } from '@zhike/server/contracts';
import { Button } from 'antd';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../ui/states.tsx';
import { offerUndo } from '../../ui/undo.ts';
import { type CategoryChange, PRODUCT_KEYS, requestCategory, requestCategoryChange } from './api.ts';
import { keyAction } from './tree-keys.ts';
import { NameField, TreeLine, type Typing } from './tree-line.tsx';
import { pathIds, treeRows } from './tree-rows.ts';
import './category-tree.css';

interface CategoryTreeProps {
  readonly categories: readonly Category[];
  readonly selected: string | undefined;
  readonly canWrite: boolean;
  readonly onSelect: (id: string | undefined) => void;
}

/** Changes of the tree, each with its way back. */
function useTreeChanges() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: PRODUCT_KEYS });
  const change = useMutation({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: CategoryChange }) =>
      requestCategoryChange(id, body),
    onSettled: refresh,
  });
  const add = useMutation({
    mutationFn: ({ name, parentId }: { readonly name: string; readonly parentId: string | null }) =>
      requestCategory(name, parentId, crypto.randomUUID()),
    onSettled: refresh,
  });
  const revert = (id: string, body: CategoryChange) => (): Promise<unknown> => change.mutateAsync({ id, body });
  return {
    add,
    change,
    move: ({ id, name, parentId, position }: Category, to: CategoryChange) =>
      change.mutate(
        { id, body: to },
        {
          onSuccess: () => offerUndo(t('products.tree.moved', { name }), { undo: revert(id, { parentId, position }) }),
        },
      ),
    archive: ({ id, name }: Category) =>
      change.mutate(
        { id, body: { archived: true } },
        {
          onSuccess: () => offerUndo(t('products.tree.archived', { name }), { undo: revert(id, { archived: false }) }),
        },
      ),
  };
}

/** The tree at the left: counts, a filter by press or Enter; whoever keeps the catalogue adds, renames, moves, archives. */
export function CategoryTree({ categories, selected, canWrite, onSelect }: CategoryTreeProps) {
  const { t } = useTranslation();
  const changes = useTreeChanges();
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set(pathIds(categories, selected).slice(0, -1)));
  const [focused, setFocused] = useState<string | null>(null);
  const [typing, setTyping] = useState<Typing | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const rows = treeRows(categories, opened);
  const focusedId = rows.some((row) => row.category.id === focused) ? focused : (rows[0]?.category.id ?? null);

  const toggle = (id: string, isOpen: boolean): void => {
    const next = new Set(opened);
    if (isOpen) {
      next.add(id);
    } else {
      next.delete(id);
    }
    setOpened(next);
  };
  const focus = (id: string | undefined): void => {
    if (id !== undefined) {
      setFocused(id);
      tree.current?.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus();
    }
  };
  const start = (next: Typing): void => {
    if ('addsTo' in next && next.addsTo !== null) {
      toggle(next.addsTo, true);
    }
    changes.add.reset();
    changes.change.reset();
    setTyping(next);
  };
  const finish = (name: string): void => {
    const plain = name.trim();
    if (plain !== '' && typing !== null) {
      if ('renames' in typing) {
        changes.change.mutate({ id: typing.renames, body: { name: plain } });
      } else {
        changes.add.mutate({ name: plain, parentId: typing.addsTo });
      }
    }
    const back = typing !== null && 'renames' in typing ? typing.renames : (typing?.addsTo ?? undefined);
    setTyping(null);
    window.setTimeout(() => focus(back), 0);
  };
  const onKey = (event: KeyboardEvent): void => {
    const index = rows.findIndex((row) => row.category.id === focusedId);
    const row = rows[index];
    if (row === undefined) {
      return;
    }
    const act = keyAction(event, { rows, index, row, canWrite });
    if (act === null) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (act.do === 'focus') {
      focus(act.id);
    } else if (act.do === 'toggle') {
      toggle(row.category.id, act.isOpen);
    } else if (act.do === 'select') {
      onSelect(row.category.id === selected ? undefined : row.category.id);
    } else if (act.do === 'rename') {
      start({ renames: row.category.id });
    } else if (act.do === 'move') {
      changes.move(row.category, { position: act.position });
    }
  };
  const error = changes.add.error ?? changes.change.error;
  return (
    <div className="tree-pane">
      <header className="tree-head">
        <h2>{t('products.tree.title')}</h2>
        {canWrite ? (
          <Button type="text" size="small" onClick={() => start({ addsTo: null })}>
            {t('products.tree.add')}
          </Button>
        ) : null}
      </header>
      {error === null ? null : <Failure error={error} />}
      <div className="tree-scroll">
        <button
          type="button"
          className={selected === undefined ? 'tree-all is-selected' : 'tree-all'}
          aria-pressed={selected === undefined}
          onClick={() => onSelect(undefined)}
        >
          {t('products.all')}
        </button>
        <div ref={tree} role="tree" aria-label={t('products.tree.title')} className="tree">
          {rows.map((row) => (
            <TreeLine
              key={row.category.id}
              row={row}
              isSelected={row.category.id === selected}
              isFocusable={row.category.id === focusedId}
              canWrite={canWrite}
              renaming={
                typing !== null && 'renames' in typing && typing.renames === row.category.id ? { onDone: finish } : null
              }
              adding={
                typing !== null && 'addsTo' in typing && typing.addsTo === row.category.id ? { onDone: finish } : null
              }
              onKey={onKey}
              onPress={() => {
                setFocused(row.category.id);
                onSelect(row.category.id === selected ? undefined : row.category.id);
              }}
              onToggle={(isOpen) => toggle(row.category.id, isOpen)}
              onStart={start}
              onMove={changes.move}
              onArchive={() => changes.archive(row.category)}
              onDropOn={(id) => {
                const dragged = categories.find((category) => category.id === id);
                if (dragged !== undefined && id !== row.category.id) {
                  toggle(row.category.id, true);
                  changes.move(dragged, { parentId: row.category.id });
                }
              }}
            />
          ))}
        </div>
        {typing !== null && 'addsTo' in typing && typing.addsTo === null ? (
          <NameField initial="" level={1} onDone={finish} />
        ) : null}
      </div>
      <footer className="tree-foot small">
        <span className="quiet tree-hint">{canWrite ? t('products.tree.hint') : null}</span>
      </footer>
    </div>
  );
}
