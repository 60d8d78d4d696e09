import { memo, type ReactNode } from 'react';
import type { GridColumn } from './columns.ts';

interface GridRowProps<Row> {
  /** Undefined while it is on its way. */
  readonly row: Row | undefined;
  readonly index: number;
  readonly domId: string;
  /** Where it stands in px, or null in a grid that flows with its page. */
  readonly start: number | null;
  /** Absent where every row is as high as the next. */
  readonly measure: ((element: Element | null) => void) | undefined;
  readonly columns: readonly GridColumn<Row>[];
  /** Draws the row as a card instead of cells. */
  readonly card: ((row: Row) => ReactNode) | null;
  readonly detail: ReactNode;
  readonly isFocused: boolean;
  readonly isPeeked: boolean;
  readonly isPressable: boolean;
}

function Cells<Row>({ row, columns, card }: Pick<GridRowProps<Row>, 'row' | 'columns' | 'card'>) {
  if (card !== null) {
    return (
      <div role="gridcell" className="grid-card">
        {row === undefined ? <span className="cell-pending" aria-hidden="true" /> : card(row)}
      </div>
    );
  }
  return columns.map((column) => (
    <div key={column.id} role="gridcell" className={column.isNumber === true ? 'grid-cell is-number' : 'grid-cell'}>
      {row === undefined ? <span className="cell-pending" aria-hidden="true" /> : column.cell(row)}
    </div>
  ));
}

/** One row with what opens below it. Keys and presses belong to the grid, which finds it by `data-row`. */
function PlainGridRow<Row>(props: GridRowProps<Row>) {
  const { row, index, domId, start, measure, card, columns, detail } = props;
  const kind = card === null ? 'grid-row' : 'grid-row-card';
  const states = [
    ...(row === undefined ? ['is-waiting'] : []),
    ...(props.isFocused ? ['is-focused'] : []),
    ...(props.isPressable && row !== undefined ? ['is-pressable'] : []),
  ];
  return (
    <div
      role="presentation"
      className={start === null ? 'grid-slot' : 'grid-slot grid-slot-placed'}
      data-index={index}
      ref={measure}
      style={start === null ? undefined : { transform: `translateY(${start}px)` }}
    >
      <div
        role="row"
        id={domId}
        data-row={index}
        aria-rowindex={index + 2}
        aria-busy={row === undefined ? true : undefined}
        aria-selected={props.isPeeked ? true : undefined}
        className={[kind, ...states].join(' ')}
      >
        <Cells row={row} columns={columns} card={card} />
      </div>
      {detail === null ? null : (
        <div role="row" className="grid-detail">
          <div role="gridcell">{detail}</div>
        </div>
      )}
    </div>
  );
}

/** The same, drawn anew only when something of it changed: scrolling draws the rows that come, not those that stay. */
// `as`: `memo` forgets what the row is made of.
export const GridRow = memo(PlainGridRow) as typeof PlainGridRow;
