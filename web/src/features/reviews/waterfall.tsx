import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { ChartFrame } from '../../ui/chart/chart-frame.tsx';
import type { ReviewPair } from './api.ts';
import { likelihoodText, type Step, waterfallOf } from './weights.ts';
import './reviews.css';

const READY = { isPending: false, isError: false, error: null, refetch: () => undefined } as const;

/** What spoke for and against it, one after the other: each bar begins where the one before ended. */
export function WeightWaterfall({ pair }: { readonly pair: ReviewPair }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { steps, zero, end, total } = waterfallOf(pair.weights, locale);
  const bits = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
  return (
    <ChartFrame
      title={t('reviews.weights')}
      unit={t('reviews.bits')}
      definition={{ formula: t('reviews.weightsFormula'), source: t('reviews.weightsSource') }}
      answer={READY}
      shape="bars"
      empty={steps.length === 0 ? t('reviews.noWeights') : null}
      table={{
        head: [t('reviews.field'), t('reviews.level'), t('reviews.bits')],
        rows: steps.map(({ id, name, note, weight }) => ({ id, name, cells: [note, bits(weight)] })),
      }}
    >
      <ul className="waterfall figures">
        {steps.map((step) => (
          <WaterfallStep key={step.id} step={step} zero={zero} text={bits(step.weight)} />
        ))}
        <li className="waterfall-row is-sum">
          <span className="waterfall-name">{t('reviews.sum')}</span>
          <Track from={zero} to={end} zero={zero} isFor={total >= 0} />
          <span className="waterfall-text">
            {bits(total)}
            {pair.score === null ? null : ` · ${likelihoodText(pair.score)}`}
          </span>
        </li>
      </ul>
    </ChartFrame>
  );
}

function WaterfallStep({ step, zero, text }: { readonly step: Step; readonly zero: number; readonly text: string }) {
  return (
    <li className="waterfall-row">
      <span className="waterfall-name">
        {step.name} <span className="quiet small">{step.note}</span>
      </span>
      <Track from={step.from} to={step.to} zero={zero} isFor={step.weight >= 0} />
      <span className="waterfall-text">{text}</span>
    </li>
  );
}

interface TrackProps {
  readonly from: number;
  readonly to: number;
  readonly zero: number;
  readonly isFor: boolean;
}

function Track({ from, to, zero, isFor }: TrackProps) {
  const left = Math.min(from, to) * 100;
  const width = Math.abs(to - from) * 100;
  return (
    <span className="waterfall-track" aria-hidden="true">
      <span className="waterfall-zero" style={{ left: `${zero * 100}%` }} />
      <span
        className={isFor ? 'waterfall-bar is-for' : 'waterfall-bar'}
        style={{ left: `${left}%`, width: `${width}%` }}
      />
    </span>
  );
}
