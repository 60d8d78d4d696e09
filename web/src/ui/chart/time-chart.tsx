import { useState } from 'react';
import { useIsNarrow } from '../../theme/appearance.tsx';
import { useWidth } from '../use-width.ts';
import { type Mark, markAttributes, onMarkKey } from './marks.ts';
import { type Band, bandsOf, spreadLabels, stacksOf, tickEvery, ticksOf } from './scale.ts';
import './time-chart.css';

export interface TimePoint {
  readonly id: string;
  /** Below the axis. */
  readonly tick: string;
  /** In the line above the drawing. */
  readonly name: string;
  /** Still filling up. */
  readonly isPartial?: boolean;
}

export interface TimeSeries {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
}

interface TimeChartProps {
  readonly label: string;
  readonly points: readonly TimePoint[];
  readonly series: readonly TimeSeries[];
  readonly shape: 'columns' | 'lines';
  readonly format: (value: number) => string;
  readonly formatTick: (value: number) => string;
  readonly isWhole?: boolean;
  /** Names the sum in the line above; absent where sums mean nothing. */
  readonly sum?: string | undefined;
  readonly height?: number;
  readonly onPick?: ((mark: Mark) => void) | undefined;
}

const TOP = 10;
const FOOT = 24;
const AXIS = 52;
const LABELS = 132;
const TICK_ROOM = 68;

interface Frame {
  readonly bands: readonly Band[];
  readonly left: number;
  readonly right: number;
  readonly ground: number;
  readonly ticks: readonly number[];
  readonly yOf: (value: number) => number;
}

function frameOf(props: TimeChartProps, o: { readonly width: number; readonly hasLabels: boolean }): Frame {
  const { points, series, shape, height = 240 } = props;
  const left = AXIS;
  const right = Math.max(left + 1, o.width - (o.hasLabels ? LABELS : 24));
  const tops =
    shape === 'columns'
      ? stacksOf(
          series.map(({ values }) => values),
          points.length,
        ).map((stack) => stack.at(-1)?.to ?? 0)
      : series.flatMap(({ values }) => values);
  const ticks = ticksOf(Math.max(0, ...tops), { count: 4, ...(props.isWhole === true ? { isWhole: true } : {}) });
  const ground = height - FOOT;
  const top = ticks.at(-1) || 1;
  return {
    bands: bandsOf(points.length, { width: right - left, fill: 0.66 }).map((band) => ({
      ...band,
      x: band.x + left,
      centre: band.centre + left,
    })),
    left,
    right,
    ground,
    ticks,
    yOf: (value) => ground - (Math.max(0, value) / top) * (ground - TOP),
  };
}

function Axes({
  frame,
  points,
  formatTick,
}: { readonly frame: Frame } & Pick<TimeChartProps, 'points' | 'formatTick'>) {
  const { left, right, ground, ticks, yOf } = frame;
  const every = tickEvery(points.length, { width: right - left, room: TICK_ROOM });
  return (
    <g aria-hidden="true">
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={left}
            x2={right}
            y1={yOf(tick)}
            y2={yOf(tick)}
            className={tick === 0 ? 'time-ground' : 'time-rule'}
          />
          <text x={left - 8} y={yOf(tick) + 4} textAnchor="end" className="time-tick">
            {formatTick(tick)}
          </text>
        </g>
      ))}
      {points.map((point, index) =>
        (points.length - 1 - index) % every === 0 ? (
          <text
            key={point.id}
            x={frame.bands[index]?.centre ?? 0}
            y={ground + 17}
            textAnchor="middle"
            className="time-tick"
          >
            {point.tick}
          </text>
        ) : null,
      )}
    </g>
  );
}

interface MarksProps extends TimeChartProps {
  readonly frame: Frame;
  readonly active: Mark | null;
  readonly onActive: (mark: Mark) => void;
}

/** What makes a shape a mark: a button for keys and ears where it opens something. */
function markProps(props: MarksProps, mark: Mark) {
  const { points, series, format, onPick, active, onActive } = props;
  const one = series[mark.y];
  if (onPick === undefined) {
    return {};
  }
  const isStop = active === null ? false : active.x === mark.x && active.y === mark.y;
  return {
    ...markAttributes(mark),
    role: 'button',
    tabIndex: isStop ? 0 : -1,
    'aria-label': `${points[mark.x]?.name ?? ''} ${one?.name ?? ''} ${format(one?.values[mark.x] ?? 0)}`,
    onClick: () => onPick(mark),
    onFocus: () => onActive(mark),
    onMouseEnter: () => onActive(mark),
    style: { cursor: 'pointer' },
  };
}

function Columns(props: MarksProps) {
  const { frame, points, series, active } = props;
  const stacks = stacksOf(
    series.map(({ values }) => values),
    points.length,
  );
  return points.map((point, x) => {
    const band = frame.bands[x];
    return band === undefined ? null : (
      <g key={point.id} className={active?.x === x ? 'time-band is-active' : 'time-band'}>
        {series.map((one, y) => {
          const part = stacks[x]?.[y];
          if (part === undefined || part.to <= part.from) {
            return null;
          }
          const height = Math.max(1, frame.yOf(part.from) - frame.yOf(part.to) - (y === 0 ? 0 : 1));
          return (
            <rect
              key={one.id}
              x={band.x}
              width={Math.max(1, band.width)}
              y={frame.yOf(part.to)}
              height={height}
              rx={1.5}
              fill={one.colour}
              className={point.isPartial === true ? 'time-mark is-partial' : 'time-mark'}
              {...markProps(props, { x, y })}
            />
          );
        })}
      </g>
    );
  });
}

const DASHES = ['', '6 3', '2 3', '8 3 2 3'] as const;

function Lines(props: MarksProps) {
  const { frame, points, series, active } = props;
  return series.map((one, y) => (
    <g key={one.id}>
      <polyline
        points={one.values.map((value, x) => `${frame.bands[x]?.centre ?? 0},${frame.yOf(value)}`).join(' ')}
        className="time-path"
        stroke={one.colour}
        strokeDasharray={DASHES[y % DASHES.length]}
      />
      {points.map((point, x) => (
        <circle
          key={point.id}
          cx={frame.bands[x]?.centre ?? 0}
          cy={frame.yOf(one.values[x] ?? 0)}
          r={active?.x === x ? 4.5 : points.length > 40 ? 2 : 3}
          fill={one.colour}
          className="time-mark"
          {...markProps(props, { x, y })}
        />
      ))}
    </g>
  ));
}

/** The names of the parts beside where they end, so that nobody has to look up a colour. */
function SideLabels({ frame, series, points, shape }: { readonly frame: Frame } & TimeChartProps) {
  const last = points.length - 1;
  const stack = stacksOf(
    series.map(({ values }) => values),
    points.length,
  )[last];
  const wanted = series.map((one, y) => {
    const part = stack?.[y] ?? { from: 0, to: 0 };
    return shape === 'columns' ? frame.yOf((part.from + part.to) / 2) : frame.yOf(one.values[last] ?? 0);
  });
  // Upward from the ground, as the parts are stacked, even where the last column holds nothing.
  const ordered = shape === 'columns' ? wanted.map((at, y) => at - y * 0.01) : wanted;
  const places = spreadLabels(ordered, { gap: 17, min: TOP, max: frame.ground });
  return (
    <g aria-hidden="true">
      {series.map((one, y) => (
        <g key={one.id}>
          <rect x={frame.right + 8} y={(places[y] ?? 0) - 4} width={8} height={8} rx={2} fill={one.colour} />
          <text x={frame.right + 20} y={(places[y] ?? 0) + 4} className="time-name">
            {one.name}
          </text>
        </g>
      ))}
    </g>
  );
}

/** What the column under the pointer holds, in words; the last one while there is none. */
function Readout({ points, series, format, sum, x }: TimeChartProps & { readonly x: number }) {
  const total = series.reduce((all, { values }) => all + (values[x] ?? 0), 0);
  const hasParts = series.length > 1;
  return (
    <p className="time-readout figures small">
      <strong>{points[x]?.name ?? ''}</strong>
      {sum !== undefined && hasParts ? (
        <span>
          {sum} <b>{format(total)}</b>
        </span>
      ) : null}
      {series.map((one) => (
        <span key={one.id}>
          {hasParts ? <i style={{ background: one.colour }} /> : null}
          {one.name} <b>{format(one.values[x] ?? 0)}</b>
        </span>
      ))}
    </p>
  );
}

/** Figures over time as stacked columns or as lines. Arrows walk the marks, Enter opens what is behind one. */
export function TimeChart(props: TimeChartProps) {
  const { points, series, onPick, height = 240 } = props;
  const isNarrow = useIsNarrow();
  const [box, width] = useWidth<HTMLDivElement>();
  const [looked, setLooked] = useState<Mark | null>(null);
  const has = (x: number, y: number): boolean | null =>
    x < 0 || y < 0 || x >= points.length || y >= series.length
      ? null
      : props.shape === 'lines' || (series[y]?.values[x] ?? 0) > 0;
  const frame = frameOf(props, { width, hasLabels: series.length > 1 && !isNarrow });
  const active = looked !== null && has(looked.x, looked.y) === true ? looked : lastMark(points, series, has);
  const shown = Math.min(looked?.x ?? points.length - 1, points.length - 1);
  const marks: MarksProps = { ...props, frame, active, onActive: setLooked };
  const isStacked = props.shape === 'columns';
  return (
    <div ref={box} className="time-chart">
      <Readout {...props} x={shown} />
      {width === 0 ? (
        <div style={{ height }} />
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the marks inside; the role is one of two
        <svg
          width={width}
          height={height}
          role={onPick === undefined ? 'img' : 'group'}
          aria-label={props.label}
          onMouseLeave={() => setLooked(null)}
          onKeyDown={(event) =>
            onMarkKey(event, {
              has,
              onMove: (mark) => setLooked(mark),
              onPick,
              isUpward: isStacked,
            })
          }
        >
          <Axes frame={frame} points={points} formatTick={props.formatTick} />
          {points.map((point, x) => (
            <rect
              key={point.id}
              x={(frame.bands[x]?.centre ?? 0) - (frame.right - frame.left) / points.length / 2}
              width={(frame.right - frame.left) / points.length}
              y={0}
              height={frame.ground}
              className={shown === x && looked !== null ? 'time-ray is-active' : 'time-ray'}
              aria-hidden="true"
              onMouseEnter={() => setLooked({ x, y: active?.y ?? 0 })}
              onClick={() => setLooked({ x, y: active?.y ?? 0 })}
            />
          ))}
          {isStacked ? <Columns {...marks} /> : <Lines {...marks} />}
          {series.length > 1 && !isNarrow ? <SideLabels {...props} frame={frame} /> : null}
        </svg>
      )}
    </div>
  );
}

/** Where the tab key enters: the newest mark that holds something. */
function lastMark(
  points: readonly TimePoint[],
  series: readonly TimeSeries[],
  has: (x: number, y: number) => boolean | null,
): Mark | null {
  for (let x = points.length - 1; x >= 0; x -= 1) {
    const y = series.findIndex((_, index) => has(x, index) === true);
    if (y >= 0) {
      return { x, y };
    }
  }
  return null;
}
