import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Key } from '../../ui/parts.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { type Decision, type ReviewPair, requestDecision, reviewQuery } from './api.ts';
import { ComparedFields, MergeWarnings } from './compared-fields.tsx';
import { WeightWaterfall } from './waterfall.tsx';
import './reviews.css';

interface PairViewProps {
  readonly pair: ReviewPair;
  /** Absent where it was decided. */
  readonly onDecide?: (decision: Decision) => void;
  /** How many pairs the decision is about. */
  readonly count?: number;
  readonly onChanged: () => unknown;
}

/** One pair: what to say, what speaks for it, and both side by side. */
export function PairView({ pair, onDecide, count = 1, onChanged }: PairViewProps) {
  const { t } = useTranslation();
  const full = useQuery(reviewQuery(pair.id));
  const compared = full.data?.compared;
  return (
    <section
      className="review-pair"
      aria-label={t('reviews.pair')}
      data-pair={pair.id}
      data-ready={compared !== undefined}
    >
      {onDecide === undefined ? (
        <Decided pair={pair} onChanged={onChanged} />
      ) : (
        <div className="review-acts">
          <Button type="primary" onClick={() => onDecide('accept')}>
            {count === 1 ? t('reviews.accept') : t('reviews.acceptMany', { total: count })} <Key>a</Key>
          </Button>
          <Button onClick={() => onDecide('reject')}>
            {count === 1 ? t('reviews.reject') : t('reviews.rejectMany', { total: count })} <Key>r</Key>
          </Button>
          <span className="quiet small">{t('reviews.keysHint')}</span>
        </div>
      )}
      {compared === undefined ? null : <MergeWarnings preview={compared} />}
      <WeightWaterfall pair={pair} />
      {full.isPending ? <Skeleton shape="rows" /> : null}
      {full.isError ? <Failure error={full.error} onRetry={() => void full.refetch()} /> : null}
      {compared === undefined ? null : (
        <>
          <ComparedFields preview={compared} />
          <p className="review-acts">
            {compared.customers.map(({ id, name }) => (
              <Link key={id} to="/customers/$customerId" params={{ customerId: id }}>
                {t('reviews.openCustomer', { name: name ?? t('customers.unnamed') })}
              </Link>
            ))}
          </p>
        </>
      )}
    </section>
  );
}

function Decided({ pair, onChanged }: { readonly pair: ReviewPair; readonly onChanged: () => unknown }) {
  const { t } = useTranslation();
  const undo = useMutation({ mutationFn: () => requestDecision(pair.id, 'undo'), onSuccess: onChanged });
  const { decision } = pair;
  return (
    <div className="review-acts">
      {decision === null ? null : (
        <span>
          {t(`reviews.how.${decision.how}`, { by: decision.by ?? '', when: formatInstant(decision.at) })}
          {decision.reason === null ? null : <span className="quiet"> · {decision.reason}</span>}
        </span>
      )}
      {pair.canUndo ? (
        <Button loading={undo.isPending} onClick={() => undo.mutate()}>
          {t('reviews.undo')}
        </Button>
      ) : null}
      {undo.isError ? <Failure error={undo.error} /> : null}
      <span className="visually-hidden">{pair.originLabel[currentLocale()]}</span>
    </div>
  );
}
