import type { ReactNode } from 'react';
import './bar-list.css';

export interface BarRow {
  readonly id: string;
  readonly name: ReactNode;
  readonly value: number;
  readonly text: string;
  /** Behind the figure: a share, a change. */
  readonly note?: ReactNode;
  readonly colour?: string;
}

interface BarListProps {
  readonly label: string;
  readonly rows: readonly BarRow[];
  readonly onPick?: ((index: number) => void) | undefined;
}

/** Figures side by side as bars from one line, largest length for the largest figure; each opens what is behind it. */
export function BarList({ label, rows, onPick }: BarListProps) {
  const largest = Math.max(1e-9, ...rows.map(({ value }) => value));
  return (
    <ul className="bar-list figures" aria-label={label}>
      {rows.map((row, index) => {
        const inside = (
          <>
            <span className="bar-name">{row.name}</span>
            <span className="bar-track">
              <span
                style={{
                  width: `${(Math.max(0, row.value) / largest) * 100}%`,
                  minWidth: row.value > 0 ? 2 : 0,
                  background: row.colour ?? 'var(--accent)',
                }}
              />
            </span>
            <span className="bar-text">{row.text}</span>
            <span className="bar-note quiet">{row.note}</span>
          </>
        );
        return (
          <li key={row.id}>
            {onPick === undefined || row.value <= 0 ? (
              <span className="bar-row">{inside}</span>
            ) : (
              <button type="button" className="bar-row" onClick={() => onPick(index)}>
                {inside}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
