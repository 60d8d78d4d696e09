import type { MouseEvent, ReactNode } from 'react';
import type { GridColumn } from './columns.ts';

interface GridRowProps<Row> {
  readonly row: Row;
  readonly index: number;
  readonly domId: string;
  /** Where it stands in px, or null in a grid that flows with its page. */
  readonly start: number | null;
  readonly measure: (element: Element | null) => void;
  readonly columns: readonly GridColumn<Row>[];
  /** Draws the row as a card instead of cells. */
  readonly card: ((row: Row) => ReactNode) | null;
  readonly detail: ReactNode;
  readonly isFocused: boolean;
  readonly isPeeked: boolean;
  readonly isPressable: boolean;
  readonly onPress: (event: MouseEvent) => void;
  readonly onOpen: () => void;
}

/** One row with what opens below it. Keys belong to the grid, which has the focus. */
export function GridRow<Row>(props: GridRowProps<Row>) {
  const { row, start, card, columns } = props;
  const kind = card === null ? 'grid-row' : 'grid-row-card';
  const states = [...(props.isFocused ? ['is-focused'] : []), ...(props.isPressable ? ['is-pressable'] : [])];
  return (
    <div
      role="presentation"
      className={start === null ? 'grid-slot' : 'grid-slot grid-slot-placed'}
      data-index={props.index}
      ref={start === null ? undefined : props.measure}
      style={start === null ? undefined : { transform: `translateY(${start}px)` }}
    >
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- Enter and Space are keys of the grid */}
      <div
        role="row"
        id={props.domId}
        aria-rowindex={props.index + 2}
        aria-selected={props.isPeeked ? true : undefined}
        className={[kind, ...states].join(' ')}
        onClick={props.onPress}
        onDoubleClick={props.onOpen}
      >
        {card === null ? (
          columns.map((column) => (
            <div
              key={column.id}
              role="gridcell"
              className={column.isNumber === true ? 'grid-cell is-number' : 'grid-cell'}
            >
              {column.cell(row)}
            </div>
          ))
        ) : (
          <div role="gridcell" className="grid-card">
            {card(row)}
          </div>
        )}
      </div>
      {props.detail === null ? null : (
        <div role="row" className="grid-detail">
          <div role="gridcell">{props.detail}</div>
        </div>
      )}
    </div>
  );
}
