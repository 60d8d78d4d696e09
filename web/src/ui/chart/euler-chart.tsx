import { MiddleText } from '../parts.tsx';
import { useWidth } from '../use-width.ts';
import { circlesOf, maskAt, regionPlaces } from './euler.ts';
import './euler-chart.css';

/** So many Latin letters of a name stand below the circles. */
const LETTERS = 44;

interface EulerChartProps {
  readonly label: string;
  readonly sets: readonly {
    readonly id: string;
    readonly name: string;
    readonly colour: string;
    readonly size: number;
  }[];
  /** How many are in both of two sets, by their places. */
  readonly pairOf: (a: number, b: number) => number;
  /** How many are in exactly the sets of a mask. */
  readonly cellOf: (mask: number) => number;
  readonly format: (value: number) => string;
  /** Keys reach the same by the list beside the picture. */
  readonly onPick?: ((mask: number) => void) | undefined;
}

const HEIGHT = 280;
const MARGIN = 4;
/** A figure needs so much room, by its length. */
const roomFor = (text: string): number => 6 + text.length * 2.6;

/** Two or three sets as circles: areas and overlaps as large as the figures, as far as circles can show it. */
export function EulerChart({ label, sets, pairOf, cellOf, format, onPick }: EulerChartProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const frame = { width: Math.max(0, width - 2 * MARGIN), height: HEIGHT - 2 * MARGIN };
  const circles = circlesOf({ sizes: sets.map(({ size }) => size), pairOf }, frame);
  const places = regionPlaces(circles, frame);
  return (
    <div className="euler">
      <div ref={box} style={{ minHeight: HEIGHT }}>
        {width === 0 ? null : (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the list beside it does the same by keys
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label={label}
            className={onPick === undefined ? undefined : 'is-pickable'}
            onClick={(event) => {
              const edge = event.currentTarget.getBoundingClientRect();
              const mask = maskAt(circles, event.clientX - edge.left - MARGIN, event.clientY - edge.top - MARGIN);
              if (mask > 0 && cellOf(mask) > 0) {
                onPick?.(mask);
              }
            }}
          >
            <g transform={`translate(${MARGIN} ${MARGIN})`}>
              {circles.map(({ x, y, r }, index) => (
                <circle
                  key={sets[index]?.id ?? index}
                  cx={x}
                  cy={y}
                  r={r}
                  fill={sets[index]?.colour}
                  stroke={sets[index]?.colour}
                  className="euler-circle"
                />
              ))}
              {places.map(({ mask, x, y, room }) => {
                const text = format(cellOf(mask));
                return room < roomFor(text) ? null : (
                  <text key={mask} x={x} y={y + 4} className="euler-figure">
                    {text}
                  </text>
                );
              })}
            </g>
          </svg>
        )}
      </div>
      <ul className="euler-names">
        {sets.map(({ id, name, colour, size }) => (
          <li key={id}>
            <i style={{ background: colour }} />
            <MiddleText text={name} max={LETTERS} />
            <span className="quiet figures">{format(size)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
