import { columnVisibilityFeature, tableFeatures, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useIsNarrow } from '../../theme/appearance.tsx';
import type { Visibility } from './column-visibility.ts';
import { type GridColumn, minimumWidth, templateOf } from './columns.ts';
import { commandOfKey } from './grid-keys.ts';
import { type GridPlace, recallPlace, rememberPlace } from './grid-memory.ts';
import { GridRow } from './grid-row.tsx';
import './grid.css';

const ROW_HEIGHT = 40;
const HEAD_HEIGHT = 36;
const CARD_HEIGHT = 76;
/** Rows before the end of what is loaded at which more is asked for. */
const AHEAD = 20;

const features = tableFeatures({ columnVisibilityFeature });
/** The table decides on columns alone: a model of 100,000 rows would be built anew with each page that arrives. */
const NO_ROWS: readonly object[] = [];

export interface GridProps<Row extends object> {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  /** Rows in all, loaded or not; null while nobody knows. */
  readonly total?: number | null;
  readonly visibility?: Visibility;
  /** A row as a card, for narrow pages: the facts that matter. */
  readonly card: (row: Row) => ReactNode;
  readonly onOpen?: (row: Row) => void;
  readonly onPeek?: (row: Row) => void;
  /** `x` on a row. */
  readonly onSelect?: (row: Row) => void;
  readonly onClose?: () => void;
  readonly peekedId?: string | null;
  readonly onEndReached?: () => void;
  /** Shown under the last row: "loading more", a failure. */
  readonly foot?: ReactNode;
  /** Lists with the same key share the remembered place. */
  readonly memoryKey?: string;
  /** Grows with its rows inside the page instead of scrolling by itself; then all rows are drawn. */
  readonly isFlowing?: boolean;
  /** What opens below a row, or null. */
  readonly detail?: (row: Row) => ReactNode;
}

/** Leaves a mark where somebody was when the grid goes away, and puts the focus back when it returns. */
function useRememberedPlace(
  scroller: RefObject<HTMLDivElement | null>,
  o: { readonly place: GridPlace | null; readonly focused: number; readonly memoryKey: string | undefined },
): void {
  const { place, focused, memoryKey } = o;
  useEffect(() => {
    const element = scroller.current;
    return () => {
      if (memoryKey !== undefined && element !== null) {
        rememberPlace(memoryKey, { index: focused, offset: element.scrollTop });
      }
    };
  }, [scroller, memoryKey, focused]);

  useEffect(() => {
    if (place !== null && place.index >= 0) {
      scroller.current?.focus({ preventScroll: true });
    }
  }, [scroller, place]);
}

/** The one grid of all lists: ARIA grid roles, virtual rows, keys, sticky head and first column; cards when narrow. */
export function Grid<Row extends object>(props: GridProps<Row>) {
  const { columns, rows, visibility, isFlowing = false } = props;
  const isNarrow = useIsNarrow();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const place = useMemo(() => (props.memoryKey === undefined ? null : recallPlace(props.memoryKey)), [props.memoryKey]);
  const [focused, setFocused] = useState(place?.index ?? -1);

  const definitions = useMemo(() => columns.map((column) => ({ id: column.id, header: column.header })), [columns]);
  const table = useTable({
    features,
    columns: definitions,
    data: NO_ROWS,
    state: { columnVisibility: { ...visibility } },
  });
  const shown = table
    .getVisibleLeafColumns()
    .flatMap((visible) => columns.filter((column) => column.id === visible.id));

  const virtualizer = useVirtualizer({
    count: isFlowing ? 0 : rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isNarrow ? CARD_HEIGHT : ROW_HEIGHT),
    getItemKey: (index) => (rows[index] === undefined ? index : props.rowId(rows[index])),
    initialOffset: place?.offset ?? 0,
    // Rows begin below the head, which stays in view over them.
    scrollMargin: isNarrow ? 0 : HEAD_HEIGHT,
    scrollPaddingStart: isNarrow ? 0 : HEAD_HEIGHT,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  const { onEndReached, memoryKey } = props;

  useEffect(() => {
    if (last >= 0 && last >= rows.length - AHEAD) {
      onEndReached?.();
    }
  }, [last, rows.length, onEndReached]);

  useRememberedPlace(scroller, { place, focused, memoryKey });

  const moveTo = (index: number): void => {
    setFocused(index);
    if (!isFlowing) {
      virtualizer.scrollToIndex(index);
    }
    const row = rows[index];
    if (props.peekedId !== undefined && props.peekedId !== null && row !== undefined) {
      props.onPeek?.(row);
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget) {
      return;
    }
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW_HEIGHT) - 2);
    const hasModifier = event.metaKey || event.ctrlKey || event.altKey;
    const command = commandOfKey({ key: event.key, hasModifier }, { index: focused, count: rows.length, pageRows });
    const isIdle =
      (command?.type === 'close' && props.onClose === undefined) ||
      (command?.type === 'select' && props.onSelect === undefined);
    if (command === null || isIdle) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const row = rows[focused];
    if (command.type === 'move') {
      moveTo(command.index);
    } else if (command.type === 'close') {
      props.onClose?.();
    } else if (command.type === 'select') {
      if (row !== undefined) {
        props.onSelect?.(row);
      }
    } else if (row !== undefined) {
      (command.type === 'open' ? props.onOpen : (props.onPeek ?? props.onOpen))?.(row);
    }
  };

  const press = (event: MouseEvent, index: number, row: Row): void => {
    // Links, buttons and fields in a cell speak for themselves; a text selection is not a click.
    const isOwn = event.target instanceof Element && event.target.closest('a,button,input') !== null;
    if (isOwn || window.getSelection()?.isCollapsed === false) {
      return;
    }
    setFocused(index);
    scroller.current?.focus({ preventScroll: true });
    (isNarrow ? (props.onOpen ?? props.onPeek) : (props.onPeek ?? props.onOpen))?.(row);
  };

  const rowOf = (index: number, start: number | null): ReactNode => {
    const row = rows[index];
    return row === undefined ? null : (
      <GridRow
        key={props.rowId(row)}
        row={row}
        index={index}
        domId={`${id}-${index}`}
        start={start}
        measure={virtualizer.measureElement}
        columns={shown}
        card={isNarrow ? props.card : null}
        detail={props.detail?.(row) ?? null}
        isFocused={focused === index}
        isPeeked={props.peekedId === props.rowId(row)}
        isPressable={props.onOpen !== undefined || props.onPeek !== undefined}
        onPress={(event) => press(event, index, row)}
        onOpen={() => props.onOpen?.(row)}
      />
    );
  };

  const body = isFlowing
    ? rows.map((_row, index) => rowOf(index, null))
    : items.map((item) => rowOf(item.index, item.start - virtualizer.options.scrollMargin));
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-rowcount={props.total === null || props.total === undefined ? -1 : props.total + 1}
      aria-colcount={isNarrow ? 1 : shown.length}
      aria-activedescendant={focused >= 0 && focused < rows.length ? `${id}-${focused}` : undefined}
      tabIndex={0}
      className={isFlowing ? 'grid is-flowing' : 'grid'}
      onKeyDown={onKeyDown}
    >
      <div
        role="presentation"
        className="grid-sheet"
        style={isNarrow ? undefined : { minWidth: minimumWidth(shown), ['--columns' as string]: templateOf(shown) }}
      >
        <div role="row" aria-rowindex={1} className={isNarrow ? 'visually-hidden' : 'grid-row grid-head'}>
          {shown.map((column) => (
            <div
              key={column.id}
              role="columnheader"
              className={column.isNumber === true ? 'grid-cell is-number' : 'grid-cell'}
            >
              {column.header}
            </div>
          ))}
        </div>
        <div
          role="rowgroup"
          className="grid-body"
          style={isFlowing ? undefined : { height: virtualizer.getTotalSize() }}
        >
          {body}
        </div>
      </div>
      {props.foot}
    </div>
  );
}
