import './sparkline.css';

const WIDTH = 120;
const HEIGHT = 32;
const EDGE = 3;

/** The points of a line in a box, oldest left. */
export function sparkPoints(values: readonly number[]): readonly (readonly [number, number])[] {
  const low = Math.min(0, ...values);
  const span = Math.max(...values, 0) - low || 1;
  const step = (WIDTH - 2 * EDGE) / Math.max(1, values.length - 1);
  return values.map((value, index) => [
    EDGE + index * step,
    HEIGHT - EDGE - ((value - low) / span) * (HEIGHT - 2 * EDGE),
  ]);
}

/** The way of a figure without axes; said by the words around it. */
export function Sparkline({ values }: { readonly values: readonly number[] }) {
  if (values.length < 2) {
    return null;
  }
  const points = sparkPoints(values);
  const [x, y] = points.at(-1) ?? [0, 0];
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ')} />
      <circle cx={x} cy={y} r={2.5} />
    </svg>
  );
}
