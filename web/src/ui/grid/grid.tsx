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
import { useGridKeys } from './use-grid-keys.ts';
import './grid.css';

const ROW_HEIGHT = 40;
const HEAD_HEIGHT = 36;
const CARD_HEIGHT = 76;
const rowHeight = (): number => ROW_HEIGHT;
const cardHeight = (): number => CARD_HEIGHT;
/** Rows before the end of what is loaded at which more is asked for. */
const AHEAD = 20;

const features = tableFeatures({ columnVisibilityFeature });
/** The table decides on columns alone: a model of 100,000 rows would be built anew with each page that arrives. */
const NO_ROWS: readonly object[] = [];

/** The rows of a grid: a list of them, or something that knows how many there are and has some. */
export interface GridRows<Row> {
  readonly length: number;
  /** Undefined while it is on its way. Never asked for an index outside. */
  at(index: number): Row | undefined;
}

export interface GridProps<Row extends object> {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: GridRows<Row>;
  readonly rowId: (row: Row) => string;
  /** Rows in all, loaded or not; null while nobody knows. */
  readonly total?: number | null;
  readonly visibility?: Visibility;
  /** A row as a card, for narrow pages: the facts that matter. One function for all drawings, or each draws all rows. */
  readonly card: (row: Row) => ReactNode;
  readonly onOpen?: (row: Row) => void;
  readonly onPeek?: (row: Row) => void;
  /** `x` on a row. */
  readonly onSelect?: (row: Row) => void;
  readonly onClose?: () => void;
  readonly peekedId?: string | null;
  readonly onEndReached?: () => void;
  /** The rows in view and around it. */
  readonly onRange?: (first: number, last: number) => void;
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

/** The columns that show, the same ones each time as long as nobody chose others. */
function useShownColumns<Row>(
  columns: readonly GridColumn<Row>[],
  visibility: Visibility | undefined,
): readonly GridColumn<Row>[] {
  const definitions = useMemo(() => columns.map((column) => ({ id: column.id, header: column.header })), [columns]);
  const table = useTable({
    features,
    columns: definitions,
    data: NO_ROWS,
    state: { columnVisibility: { ...visibility } },
  });
  const shownIds = table
    .getVisibleLeafColumns()
    .map((column) => column.id)
    .join(' ');
  return useMemo(() => {
    const ids = new Set(shownIds.split(' '));
    return columns.filter((column) => ids.has(column.id));
  }, [columns, shownIds]);
}

/** Tells which rows are drawn, and when there are hardly any further ones. */
function useReached(o: {
  readonly first: number;
  readonly last: number;
  readonly length: number;
  readonly onEndReached: (() => void) | undefined;
  readonly onRange: ((first: number, last: number) => void) | undefined;
}): void {
  const { first, last, length, onEndReached, onRange } = o;
  useEffect(() => {
    if (last >= 0 && last >= length - AHEAD) {
      onEndReached?.();
    }
  }, [last, length, onEndReached]);
  useEffect(() => {
    if (last >= 0) {
      onRange?.(first, last);
    }
  }, [first, last, onRange]);
}

function HeadCells<Row>({ columns }: { readonly columns: readonly GridColumn<Row>[] }) {
  return columns.map((column) => (
    <div key={column.id} role="columnheader" className={column.isNumber === true ? 'grid-cell is-number' : 'grid-cell'}>
      {column.header}
    </div>
  ));
}

/** The one grid of all lists: ARIA grid roles, virtual rows, keys, sticky head and first column; cards when narrow. */
export function Grid<Row extends object>(props: GridProps<Row>) {
  const { columns, rows, visibility, isFlowing = false } = props;
  const isNarrow = useIsNarrow();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const place = useMemo(() => (props.memoryKey === undefined ? null : recallPlace(props.memoryKey)), [props.memoryKey]);
  const [focused, setFocused] = useState(place?.index ?? -1);

  const shown = useShownColumns(columns, visibility);
  const virtualizer = useVirtualizer({
    count: isFlowing ? 0 : rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: isNarrow ? cardHeight : rowHeight,
    initialOffset: place?.offset ?? 0,
    // Rows begin below the head, which stays in view over them.
    scrollMargin: isNarrow ? 0 : HEAD_HEIGHT,
    scrollPaddingStart: isNarrow ? 0 : HEAD_HEIGHT,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;
  const { onEndReached, onRange, memoryKey } = props;
  const rowAt = (index: number): Row | undefined => (index >= 0 && index < rows.length ? rows.at(index) : undefined);

  useReached({ first, last, length: rows.length, onEndReached, onRange });
  useRememberedPlace(scroller, { place, focused, memoryKey });

  const moveTo = (index: number): void => {
    setFocused(index);
    if (!isFlowing) {
      virtualizer.scrollToIndex(index);
    }
    const row = rowAt(index);
    if (props.peekedId !== undefined && props.peekedId !== null && row !== undefined) {
      props.onPeek?.(row);
    }
  };

  useGridKeys(props, {
    toFirst: () => {
      if (document.activeElement === scroller.current && rows.length > 0) {
        moveTo(0);
      }
    },
  });

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
    const row = rowAt(focused);
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

  /** The row that an event is about; null where something in it speaks for itself, or a text is being selected. */
  const rowOfEvent = (event: MouseEvent): { readonly index: number; readonly row: Row } | null => {
    const target = event.target instanceof Element ? event.target : null;
    const element = target?.closest('[data-row]') ?? null;
    const isOwn = target?.closest('a,button,input') !== null || element?.closest('[role=grid]') !== scroller.current;
    const index = Number(element?.getAttribute('data-row') ?? -1);
    const row = rowAt(index);
    return isOwn || row === undefined || window.getSelection()?.isCollapsed === false ? null : { index, row };
  };

  const press = (event: MouseEvent): void => {
    const pressed = rowOfEvent(event);
    if (pressed !== null) {
      setFocused(pressed.index);
      scroller.current?.focus({ preventScroll: true });
      (isNarrow ? (props.onOpen ?? props.onPeek) : (props.onPeek ?? props.onOpen))?.(pressed.row);
    }
  };

  const rowOf = (index: number, start: number | null): ReactNode => {
    const row = rowAt(index);
    const rowId = row === undefined ? null : props.rowId(row);
    return (
      <GridRow
        key={rowId ?? index}
        row={row}
        index={index}
        domId={`${id}-${index}`}
        start={start}
        // Rows of a table are one line high; asking each would lay the page out once more for each that comes.
        measure={start === null || !isNarrow ? undefined : virtualizer.measureElement}
        columns={shown}
        card={isNarrow ? props.card : null}
        detail={row === undefined ? null : (props.detail?.(row) ?? null)}
        isFocused={focused === index}
        isPeeked={rowId !== null && props.peekedId === rowId}
        isPressable={props.onOpen !== undefined || props.onPeek !== undefined}
      />
    );
  };

  const body = isFlowing
    ? Array.from({ length: rows.length }, (_, index) => rowOf(index, null))
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
          <HeadCells columns={shown} />
        </div>
        {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- presses of the rows in it; Enter and Space are keys of the grid */}
        <div
          role="rowgroup"
          className="grid-body"
          onClick={press}
          onDoubleClick={(event) => {
            const pressed = rowOfEvent(event);
            if (pressed !== null) {
              props.onOpen?.(pressed.row);
            }
          }}
          style={isFlowing ? undefined : { height: virtualizer.getTotalSize() }}
        >
          {body}
        </div>
      </div>
      {props.foot}
    </div>
  );
}
