import { useWidth } from '../use-width.ts';
import './calibration-chart.css';
import { ticksOf } from './scale.ts';

export interface CalibrationPoint {
  readonly id: string;
  /** Shares of one: what was foretold, what came, and the interval around what came. */
  readonly said: number;
  readonly came: number;
  readonly low: number;
  readonly high: number;
}

interface CalibrationChartProps {
  readonly label: string;
  readonly points: readonly CalibrationPoint[];
  readonly said: string;
  readonly came: string;
  readonly format: (share: number) => string;
}

const HEIGHT = 280;
const MOST_WIDTH = 420;
const LEFT = 46;
const RIGHT = 14;
const TOP = 24;
const FOOT = 40;

/** Chances foretold beside what came of them: on the diagonal they are true. The figures are in the table beside it. */
export function CalibrationChart({ label, points, said, came, format }: CalibrationChartProps) {
  const [box, all] = useWidth<HTMLDivElement>();
  const width = Math.min(all, MOST_WIDTH);
  const ticks = ticksOf(Math.max(0.01, ...points.flatMap((each) => [each.said, each.came])), { count: 4 });
  const most = ticks.at(-1) ?? 1;
  const x = (share: number): number => LEFT + (Math.min(share, most) / most) * Math.max(0, width - LEFT - RIGHT);
  const y = (share: number): number => HEIGHT - FOOT - (Math.min(share, most) / most) * (HEIGHT - FOOT - TOP);
  return (
    <div ref={box} className="calibration" style={{ minHeight: HEIGHT }}>
      {width === 0 ? null : (
        <svg width={width} height={HEIGHT} role="img" aria-label={label}>
          {ticks.map((tick) => (
            <g key={tick}>
              <line x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} className="calibration-rule" />
              <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end" className="calibration-tick">
                {format(tick)}
              </text>
              <text x={x(tick)} y={HEIGHT - FOOT + 16} textAnchor="middle" className="calibration-tick">
                {format(tick)}
              </text>
            </g>
          ))}
          <text x={LEFT} y={12} className="calibration-tick">
            {came}
          </text>
          <text x={width - RIGHT} y={HEIGHT - 6} textAnchor="end" className="calibration-tick">
            {said}
          </text>
          <line x1={x(0)} y1={y(0)} x2={x(most)} y2={y(most)} className="calibration-true" />
          {points.map((point) => (
            <g key={point.id} className="calibration-point">
              <line x1={x(point.said)} x2={x(point.said)} y1={y(point.low)} y2={y(point.high)} />
              <circle cx={x(point.said)} cy={y(point.came)} r={4} />
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}
