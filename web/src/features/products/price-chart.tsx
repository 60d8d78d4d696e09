import { useTranslation } from 'react-i18next';
import { formatDate, formatMoney } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import type { PriceStep } from './price-steps.ts';
import './prices.css';

const WIDTH = 600;
const HEIGHT = 96;
const TOP = 18;
const BOTTOM = 8;
/** Within less than this there is no course to be seen. */
const LEAST_SPAN_MS = 24 * 60 * 60 * 1000;

interface PriceChartProps {
  readonly steps: readonly PriceStep[];
  readonly currency: string;
  readonly now: number;
}

/** A price over time as steps; what lies ahead is dashed. */
export function PriceChart({ steps, currency, now }: PriceChartProps) {
  const { t } = useTranslation();
  const first = steps[0];
  const last = steps.at(-1);
  if (first === undefined || last === undefined || steps.length < 2) {
    return null;
  }
  const locale = currentLocale();
  const span = Math.max(now, last.at) - first.at;
  if (span < LEAST_SPAN_MS) {
    return null;
  }
  const end = first.at + span * 1.06;
  const highest = Math.max(...steps.map((step) => step.minor));
  const lowest = Math.min(...steps.map((step) => step.minor));
  const x = (at: number): number => ((at - first.at) / (end - first.at)) * WIDTH;
  const y = (minor: number): number =>
    TOP + (1 - (minor - lowest) / Math.max(1, highest - lowest)) * (HEIGHT - TOP - BOTTOM);
  const pieces = steps.map((step, index) => {
    const next = steps[index + 1];
    const to = next?.at ?? end;
    const drop = next === undefined ? '' : `V${y(next.minor).toFixed(1)}`;
    return { ...step, to, path: `M${x(step.at).toFixed(1)},${y(step.minor).toFixed(1)}H${x(to).toFixed(1)}${drop}` };
  });
  const label = t('products.priceChart', {
    from: formatDate(new Date(first.at).toISOString()),
    to: formatDate(new Date(end).toISOString()),
  });
  return (
    <figure className="price-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} preserveAspectRatio="none">
        {pieces.map((piece) => (
          <path
            key={piece.at}
            d={piece.path}
            className={piece.at > now ? 'is-ahead' : undefined}
            vectorEffect="non-scaling-stroke"
          />
        ))}
        {x(now) < WIDTH - 2 ? (
          <line
            x1={x(now)}
            x2={x(now)}
            y1={TOP - 8}
            y2={HEIGHT}
            className="price-now"
            vectorEffect="non-scaling-stroke"
          />
        ) : null}
      </svg>
      <figcaption className="quiet small figures">
        <span>{formatDate(new Date(first.at).toISOString())}</span>
        <span>
          {formatMoney(lowest, { currency, locale })}–{formatMoney(highest, { currency, locale })}
        </span>
        <span>{formatDate(new Date(Math.max(now, last.at)).toISOString())}</span>
      </figcaption>
    </figure>
  );
}
