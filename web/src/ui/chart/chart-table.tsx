import { MiddleText } from '../parts.tsx';
import './chart-table.css';

/** So many Latin letters of a name stand in full; the whole of it is in its tip. */
const MOST_LETTERS = { column: 30, row: 48 } as const;

export interface ChartTableCell {
  readonly text: string;
  /** `zxx` for a code, which is no word of any language. */
  readonly lang?: string;
  readonly onPick?: (() => void) | undefined;
}

export interface ChartTableContent {
  readonly head: readonly string[];
  readonly rows: readonly {
    readonly id: string;
    readonly name: string;
    readonly cells: readonly (string | ChartTableCell)[];
  }[];
}

/** The figures of a chart in rows and columns, for the keyboard, for ears and for copying; cells drill like marks. */
export function ChartTable({ label, content }: { readonly label: string; readonly content: ChartTableContent }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
    <div className="chart-table" role="group" aria-label={label} tabIndex={0}>
      <table className="plain-table figures">
        <thead>
          <tr>
            {content.head.map((name) => (
              <th key={name} scope="col">
                <MiddleText text={name} max={MOST_LETTERS.column} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {content.rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <MiddleText text={row.name} max={MOST_LETTERS.row} />
              </th>
              {row.cells.map((cell, index) => (
                <td key={index}>
                  {typeof cell === 'string' ? (
                    cell
                  ) : cell.onPick === undefined ? (
                    <span lang={cell.lang}>{cell.text}</span>
                  ) : (
                    <button type="button" className="figure-button" onClick={cell.onPick}>
                      {cell.text}
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
