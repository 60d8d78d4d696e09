import { useState } from 'react';
import { ticksOf } from '../../ui/chart/scale.ts';
import '../../ui/chart/time-chart.css';
import { useWidth } from '../../ui/use-width.ts';

export interface ForecastPoint {
  readonly date: string;
  /** In words, in the line above. */
  readonly name: string;
  readonly tick: string;
  readonly actual: number | null;
  readonly said: number | null;
  readonly ahead: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

interface ForecastChartProps {
  readonly label: string;
  readonly points: readonly ForecastPoint[];
  readonly format: (value: number) => string;
  readonly formatTick: (value: number) => string;
  readonly words: Readonly<Record<'actual' | 'said' | 'ahead' | 'between' | 'look', string>>;
}

// At the right half of the last name below the axis.
const [TOP, FOOT, LEFT, RIGHT, HEIGHT, TICK_ROOM] = [10, 24, 56, 40, 280, 84] as const;

/** What the point under the pointer holds, in words. */
function Readout({
  point,
  format,
  words,
}: Pick<ForecastChartProps, 'format' | 'words'> & { readonly point: ForecastPoint }) {
  const { low, high } = point;
  const figures = [
    [words.actual, point.actual, 'is-actual'],
    [words.said, point.said, 'is-said'],
    [words.ahead, point.ahead, 'is-ahead'],
  ] as const;
  return (
    <p className="time-readout figures small" aria-live="polite">
      <strong>{point.name}</strong>
      {figures.map(([word, value, shape]) =>
        value === null ? null : (
          <span key={word}>
            <i className={`forecast-key ${shape}`} /> {word} <b>{format(value)}</b>
          </span>
        ),
      )}
      {low === null || high === null ? null : (
        <span>
          {words.between} <b>{`${format(low)} – ${format(high)}`}</b>
        </span>
      )}
    </p>
  );
}

/** What came as a line, what would have been said a step before as dots, what comes as a dashed line in its interval. */
export function ForecastChart({ label, points, format, formatTick, words }: ForecastChartProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const newest = points.findLastIndex(({ actual }) => actual !== null);
  const [looked, setLooked] = useState<number | null>(null);
  const shown = Math.min(looked ?? Math.min(newest + 1, points.length - 1), points.length - 1);
  const ticks = ticksOf(
    Math.max(0, ...points.flatMap(({ actual, said, ahead, high }) => [actual ?? 0, said ?? 0, ahead ?? 0, high ?? 0])),
    {
      count: 4,
    },
  );
  const ground = HEIGHT - FOOT;
  const step = (width - LEFT - RIGHT) / Math.max(1, points.length - 1);
  const xOf = (at: number): number => LEFT + at * step;
  const yOf = (value: number): number => ground - (Math.max(0, value) / (ticks.at(-1) || 1)) * (ground - TOP);
  const line = (pick: (point: ForecastPoint) => number | null): string =>
    points.flatMap((point, at) => (pick(point) === null ? [] : [`${xOf(at)},${yOf(pick(point) ?? 0)}`])).join(' ');
  const bounded = points
    .map((point, at) => ({ ...point, at }))
    .filter(({ low, high }) => low !== null && high !== null);
  const band = [
    ...bounded.map(({ at, high }) => `${xOf(at)},${yOf(high ?? 0)}`),
    ...bounded.toReversed().map(({ at, low }) => `${xOf(at)},${yOf(low ?? 0)}`),
  ].join(' ');
  const last = points[newest];
  const every = Math.max(1, Math.ceil(TICK_ROOM / Math.max(1, step)));
  const point = points[shown];
  return (
    <div ref={box} className="time-chart forecast-chart">
      {point === undefined ? null : <Readout point={point} format={format} words={words} />}
      {width === 0 ? (
        <div style={{ height: HEIGHT }} />
      ) : (
        <svg width={width} height={HEIGHT} role="img" aria-label={label}>
          {ticks.map((tick) => (
            <g key={tick} aria-hidden="true">
              <line
                x1={LEFT}
                x2={width - RIGHT}
                y1={yOf(tick)}
                y2={yOf(tick)}
                className={tick === 0 ? 'time-ground' : 'time-rule'}
              />
              <text x={LEFT - 8} y={yOf(tick) + 4} textAnchor="end" className="time-tick">
                {formatTick(tick)}
              </text>
            </g>
          ))}
          {points.map(({ date, tick }, at) =>
            (points.length - 1 - at) % every === 0 ? (
              <text key={date} x={xOf(at)} y={ground + 17} textAnchor="middle" className="time-tick" aria-hidden="true">
                {tick}
              </text>
            ) : null,
          )}
          {points.map(({ date }, at) => (
            <rect
              key={date}
              x={xOf(at) - step / 2}
              width={Math.max(1, step)}
              y={0}
              height={ground}
              className="time-ray"
              aria-hidden="true"
              onMouseEnter={() => setLooked(at)}
              onClick={() => setLooked(at)}
            />
          ))}
          <polygon points={band} className="forecast-band" />
          <line x1={xOf(shown)} x2={xOf(shown)} y1={TOP} y2={ground} className="forecast-look" />
          {points.map(({ date, said }, at) =>
            said === null ? null : <circle key={date} cx={xOf(at)} cy={yOf(said)} r={2.5} className="forecast-said" />,
          )}
          <polyline points={line(({ actual }) => actual)} className="forecast-actual" />
          <polyline
            points={`${last === undefined ? '' : `${xOf(newest)},${yOf(last.actual ?? 0)} `}${line(({ ahead }) => ahead)}`}
            className="forecast-ahead"
          />
        </svg>
      )}
      <input
        type="range"
        className="forecast-walk"
        aria-label={words.look}
        aria-valuetext={point?.name ?? ''}
        min={0}
        max={Math.max(0, points.length - 1)}
        value={shown}
        onChange={(event) => setLooked(Number(event.target.value))}
      />
    </div>
  );
}
