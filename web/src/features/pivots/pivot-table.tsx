import { Button } from 'antd';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { type Mark, markAttributes, onMarkKey } from '../../ui/chart/marks.ts';
import { formatMetric } from '../insight/metric-format.ts';
import type { PivotAnswer } from './api.ts';
import { type PivotPlace, valueAt } from './ask.ts';
import './pivots.css';

interface PivotTableProps {
  readonly label: string;
  readonly answer: PivotAnswer;
  /** Whether there are people behind a place; absent for those who may not see them. */
  readonly isOpen?: ((place: PivotPlace) => boolean) | undefined;
  readonly onOpen: (place: PivotPlace) => void;
}

/** Rows drawn at first: the others come when they are asked for. */
const FIRST_ROWS = 60;

const textOf = (label: readonly string[]): string => label.join(' · ');

/** Rows and columns in their order, totals last: one stop for the tab key, arrows between the figures. */
export function PivotTable({ label, answer, isOpen, onOpen }: PivotTableProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const [stop, setStop] = useState<Mark | null>(null);
  const [isWhole, setIsWhole] = useState(false);
  const { measures, columnHeads } = answer;
  const rows = isWhole ? answer.rowHeads : answer.rowHeads.slice(0, FIRST_ROWS);
  const hidden = answer.rowHeads.length - rows.length;
  const columnPlaces = [...columnHeads.map((_, at) => at), -1];
  const rowPlaces = [...rows.map((_, at) => at), ...(answer.rows.length === 0 ? [] : [-1])];
  const placeAt = ({ x, y }: Mark): PivotPlace | null => {
    const [row, column] = [rowPlaces[y], columnPlaces[Math.floor(x / measures.length)]];
    return x < 0 || row === undefined || column === undefined ? null : { row, column, measure: x % measures.length };
  };
  const has = (x: number, y: number): boolean | null => {
    const place = placeAt({ x, y });
    return place === null ? null : isOpen?.(place) === true;
  };
  const width = columnPlaces.length * measures.length;
  const first = rowPlaces
    .flatMap((_, y) => Array.from({ length: width }, (__, x) => ({ x, y })))
    .find(({ x, y }) => has(x, y));
  const entry = stop !== null && has(stop.x, stop.y) === true ? stop : first;
  const nameOf = (column: number): string =>
    column === -1 ? t('pivots.total') : textOf(columnHeads[column]?.label ?? []);
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys */}
      <div className="pivot-scroll" role="group" aria-label={label} tabIndex={0}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows between the buttons inside */}
        <table className="pivot-table figures" onKeyDown={(event) => onMarkKey(event, { has, onMove: setStop })}>
          <caption className="visually-hidden">{label}</caption>
          <thead>
            <tr>
              <th scope="col" rowSpan={columnHeads.length > 0 && measures.length > 1 ? 2 : 1}>
                {textOf(answer.rows.map((one) => one.label))}
              </th>
              {columnHeads.length === 0
                ? measures.map((measure) => (
                    <th key={measure.name} scope="col">
                      {measure.label}
                    </th>
                  ))
                : columnPlaces.map((column) => (
                    <th
                      key={column}
                      scope="colgroup"
                      colSpan={measures.length}
                      className={column === -1 ? 'is-total' : ''}
                    >
                      {nameOf(column)}
                    </th>
                  ))}
            </tr>
            {columnHeads.length > 0 && measures.length > 1 ? (
              <tr>
                {columnPlaces.map((column) => (
                  <Fragment key={column}>
                    {measures.map((measure) => (
                      <th key={measure.name} scope="col" className={column === -1 ? 'is-total' : ''}>
                        {measure.label}
                      </th>
                    ))}
                  </Fragment>
                ))}
              </tr>
            ) : null}
          </thead>
          <tbody>
            {rowPlaces.map((row, y) => {
              const head = row === -1 ? t('pivots.total') : textOf(answer.rowHeads[row]?.label ?? []);
              return (
                <tr key={row} className={row === -1 ? 'is-total' : ''}>
                  <th scope="row" title={head}>
                    {head === '' ? t('pivots.total') : head}
                  </th>
                  {columnPlaces.flatMap((column, at) =>
                    measures.map((measure, n) => {
                      const place = { row, column, measure: n };
                      const mark = { x: at * measures.length + n, y };
                      const text = formatMetric(valueAt(answer, place), { ...measure, locale });
                      return (
                        <td
                          key={`${column}:${measure.name}`}
                          className={column === -1 && columnHeads.length > 0 ? 'is-total' : ''}
                        >
                          {isOpen?.(place) === true ? (
                            <button
                              type="button"
                              {...markAttributes(mark)}
                              tabIndex={entry?.x === mark.x && entry.y === mark.y ? 0 : -1}
                              aria-label={t('seeing.openPeople', {
                                what: [head, column === -1 ? '' : nameOf(column), measure.label, text]
                                  .filter((part) => part !== '')
                                  .join(' · '),
                              })}
                              onFocus={() => setStop(mark)}
                              onClick={() => onOpen(place)}
                            >
                              {text}
                            </button>
                          ) : (
                            text
                          )}
                        </td>
                      );
                    }),
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {hidden > 0 ? (
        <p>
          <Button onClick={() => setIsWhole(true)}>{t('pivots.showRows', { count: hidden })}</Button>
        </p>
      ) : null}
    </>
  );
}
