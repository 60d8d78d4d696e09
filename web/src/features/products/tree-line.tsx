import type { Category } from '@zhike/server/contracts';
import { Dropdown, Input, type InputRef } from 'antd';
import { type DragEvent, type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import type { CategoryChange } from './api.ts';
import type { TreeRow } from './tree-rows.ts';

/** What is being typed: a new name for a category, or the name of a new one below it (null: a new root). */
export type Typing = { readonly renames: string } | { readonly addsTo: string | null };

interface NameTyping {
  readonly onDone: (name: string) => void;
}

interface TreeLineProps {
  readonly row: TreeRow;
  readonly isSelected: boolean;
  readonly isFocusable: boolean;
  readonly canWrite: boolean;
  readonly renaming: NameTyping | null;
  readonly adding: NameTyping | null;
  readonly onPress: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onToggle: (isOpen: boolean) => void;
  readonly onStart: (typing: Typing) => void;
  readonly onMove: (category: Category, to: CategoryChange) => void;
  readonly onArchive: () => void;
  readonly onDropOn: (id: string) => void;
}

const DRAGGED = 'application/x-zhike-category';

/** The menu of a line speaks for itself, also where React hands its events on from elsewhere on the page. */
function isOwn({ target, currentTarget }: MouseEvent): boolean {
  return target instanceof Element && currentTarget.contains(target) && target.closest('button') === null;
}

/** One category: press filters, the arrow opens, the menu or a drag changes. */
export function TreeLine(props: TreeLineProps) {
  const { row, isSelected, isFocusable, canWrite, renaming, adding } = props;
  const { t } = useTranslation();
  const [isOver, setIsOver] = useState(false);
  const { id, name, note, products } = row.category;
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    props.onDropOn(event.dataTransfer.getData(DRAGGED));
  };
  const indent = { paddingInlineStart: 4 + (row.level - 1) * 16 };
  if (renaming !== null) {
    return <NameField initial={name} level={row.level} onDone={renaming.onDone} />;
  }
  return (
    <>
      <div
        role="treeitem"
        data-id={id}
        aria-level={row.level}
        aria-posinset={row.place}
        aria-setsize={row.siblings}
        aria-selected={isSelected}
        {...(row.hasChildren ? { 'aria-expanded': row.isOpen } : {})}
        tabIndex={isFocusable ? 0 : -1}
        className={['tree-line', ...(isSelected ? ['is-selected'] : []), ...(isOver ? ['is-over'] : [])].join(' ')}
        style={indent}
        draggable={canWrite}
        onDragStart={(event) => {
          event.dataTransfer.setData(DRAGGED, id);
          event.dataTransfer.effectAllowed = 'move';
        }}
        onDragOver={(event) => {
          if (canWrite && event.dataTransfer.types.includes(DRAGGED)) {
            event.preventDefault();
            setIsOver(true);
          }
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
        onClick={(event) => (isOwn(event) ? props.onPress() : undefined)}
        onKeyDown={(event) => (event.target === event.currentTarget ? props.onKey(event) : undefined)}
        onDoubleClick={(event) => (canWrite && isOwn(event) ? props.onStart({ renames: id }) : undefined)}
      >
        <span
          className={row.hasChildren ? 'tree-twist' : 'tree-twist is-leaf'}
          aria-hidden="true"
          onClick={(event) => {
            if (row.hasChildren) {
              event.stopPropagation();
              props.onToggle(!row.isOpen);
            }
          }}
        >
          {row.hasChildren ? <Icon name={row.isOpen ? 'down' : 'right'} size={11} /> : null}
        </span>
        <span className="tree-name clip" title={note === null ? name : `${name}（${note}）`}>
          {name}
        </span>
        {products > 0 ? <span className="tree-count figures">{formatNumber(products, currentLocale())}</span> : null}
        {canWrite ? <LineMenu {...props} /> : null}
      </div>
      {adding === null ? null : <NameField initial="" level={row.level + 1} onDone={adding.onDone} />}
      <span className="visually-hidden">{isOver ? t('products.tree.moved', { name }) : null}</span>
    </>
  );
}

function LineMenu({ row, onStart, onMove, onArchive }: TreeLineProps) {
  const { t } = useTranslation();
  const { category, place, siblings } = row;
  const items = [
    { key: 'add', label: t('products.tree.addUnder'), onClick: () => onStart({ addsTo: category.id }) },
    { key: 'rename', label: t('products.tree.rename'), onClick: () => onStart({ renames: category.id }) },
    ...(place > 1
      ? [{ key: 'up', label: t('products.tree.up'), onClick: () => onMove(category, { position: place - 1 }) }]
      : []),
    ...(place < siblings
      ? [{ key: 'down', label: t('products.tree.down'), onClick: () => onMove(category, { position: place + 1 }) }]
      : []),
    { key: 'archive', label: t('products.tree.archive'), onClick: onArchive },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <button type="button" className="tree-more" aria-label={t('products.tree.actions', { name: category.name })}>
        <Icon name="more" size={14} />
      </button>
    </Dropdown>
  );
}

/** A name in the place where it will stand: Enter keeps it, Escape lets it go. */
export function NameField({
  initial,
  level,
  onDone,
}: NameTyping & { readonly initial: string; readonly level: number }) {
  const { t } = useTranslation();
  const [name, setName] = useState(initial);
  const isLeft = useRef(false);
  const field = useRef<InputRef>(null);
  useEffect(() => field.current?.focus({ cursor: 'all' }), []);
  const leave = (kept: string): void => {
    if (!isLeft.current) {
      isLeft.current = true;
      onDone(kept);
    }
  };
  return (
    <div
      className="tree-field"
      role="treeitem"
      aria-level={level}
      aria-selected={false}
      style={{ paddingInlineStart: 24 + (level - 1) * 16 }}
    >
      <Input
        ref={field}
        size="small"
        maxLength={100}
        aria-label={t('products.tree.name')}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onBlur={() => leave(name === initial ? '' : name)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            leave(name === initial ? '' : name);
          } else if (event.key === 'Escape') {
            leave('');
          }
        }}
      />
    </div>
  );
}
