import { useState } from 'react';
import { useAppearance } from '../../theme/appearance.tsx';
import { heatOf } from '../../theme/heat.ts';
import { MiddleText } from '../parts.tsx';
import { type Mark, markAttributes, onMarkKey } from './marks.ts';
import './heat-table.css';

export interface HeatCell {
  /** 0 to 1 on the scale; null: nothing there yet. */
  readonly depth: number | null;
  /** On the cell; empty where only the colour speaks. */
  readonly text: string;
  /** In words, for ears and on hover. */
  readonly name: string;
  readonly isPickable: boolean;
}

interface HeatTableProps {
  readonly label: string;
  readonly corner: string;
  readonly columns: readonly { readonly id: string; readonly name: string }[];
  readonly rows: readonly {
    readonly id: string;
    readonly name: string;
    /** Beside the name: how many a row is about. */
    readonly note?: string;
    readonly cells: readonly HeatCell[];
  }[];
  readonly low: string;
  readonly high: string;
  readonly isDense?: boolean;
  readonly onPick?: ((mark: Mark) => void) | undefined;
}

/** What columns have of the width, in equal parts; names above them do not decide it. */
const COLUMNS_SHARE = 80;
/** So many Latin letters of a name stand in full. */
const MOST_LETTERS = { column: 22, row: 34 } as const;

const SAMPLES = [0.05, 0.25, 0.5, 0.75, 1] as const;

interface CellProps {
  readonly cell: HeatCell;
  readonly mark: Mark;
  readonly isStop: boolean;
  readonly onStop: (mark: Mark) => void;
  readonly onPick: ((mark: Mark) => void) | undefined;
}

function Cell({ cell, mark, isStop, onStop, onPick }: CellProps) {
  const { mode } = useAppearance();
  if (cell.depth === null) {
    return (
      <td className="heat-cell is-void">
        <span className="visually-hidden">—</span>
      </td>
    );
  }
  const { background, text } = heatOf(cell.depth, mode);
  const style = { background, color: text };
  if (onPick === undefined || !cell.isPickable) {
    return (
      <td className="heat-cell" style={style} title={cell.name}>
        <span aria-hidden="true">{cell.text}</span>
        <span className="visually-hidden">{cell.name}</span>
      </td>
    );
  }
  return (
    <td className="heat-cell" style={style}>
      <button
        type="button"
        {...markAttributes(mark)}
        tabIndex={isStop ? 0 : -1}
        aria-label={cell.name}
        title={cell.name}
        onFocus={() => onStop(mark)}
        onClick={() => onPick(mark)}
      >
        {cell.text}
      </button>
    </td>
  );
}

/** A field of figures coloured by how large they are. A table for ears, one stop for the tab key, arrows inside. */
export function HeatTable({ label, corner, columns, rows, low, high, isDense = false, onPick }: HeatTableProps) {
  const { mode } = useAppearance();
  const [stop, setStop] = useState<Mark | null>(null);
  const has = (x: number, y: number): boolean | null => {
    const row = rows[y];
    return row === undefined || x < 0 || x >= columns.length ? null : row.cells[x]?.isPickable === true;
  };
  const firstRow = rows.findIndex((_, y) => columns.some((__, x) => has(x, y)));
  const first = { x: columns.findIndex((_, x) => has(x, firstRow)), y: firstRow };
  const entry = stop !== null && has(stop.x, stop.y) === true ? stop : first;
  return (
    <div className={isDense ? 'heat is-dense' : 'heat'}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys */}
      <div className="heat-scroll" role="group" aria-label={label} tabIndex={onPick === undefined ? 0 : -1}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows between the buttons inside */}
        <table className="heat-table figures" onKeyDown={(event) => onMarkKey(event, { has, onMove: setStop })}>
          <caption className="visually-hidden">{label}</caption>
          <thead>
            <tr>
              <th scope="col">{corner}</th>
              {columns.map((column) => (
                <th key={column.id} scope="col" style={{ width: `${COLUMNS_SHARE / columns.length}%` }}>
                  <MiddleText text={column.name} max={MOST_LETTERS.column} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, y) => (
              <tr key={row.id}>
                <th scope="row">
                  <MiddleText text={row.name} max={MOST_LETTERS.row} />
                  {row.note === undefined ? null : <span className="quiet"> {row.note}</span>}
                </th>
                {row.cells.map((cell, x) => (
                  <Cell
                    key={columns[x]?.id ?? x}
                    cell={cell}
                    mark={{ x, y }}
                    isStop={entry.x === x && entry.y === y}
                    onStop={setStop}
                    onPick={onPick}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="heat-legend small quiet figures" aria-hidden="true">
        {low}
        {SAMPLES.map((depth) => (
          <i key={depth} style={{ background: heatOf(depth, mode).background }} />
        ))}
        {high}
      </p>
    </div>
  );
}
