import { useQuery } from '@tanstack/react-query';
import type { ExplanationShape } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { explainQuery } from '../api.ts';
import type { Rule } from '../rule/parts.ts';
import './why-in.css';

/** Why a rule holds for a customer or does not: each condition with what was found. */
export function WhyIn({ rule, customerId }: { readonly rule: Rule; readonly customerId: string }) {
  const { t } = useTranslation();
  const explained = useQuery(explainQuery(rule, customerId));
  return (
    <section className="why-in" aria-label={t('segments.whyTitle')}>
      <h3>{t('segments.whyTitle')}</h3>
      {explained.isPending ? <Skeleton shape="lines" /> : null}
      {explained.isError ? <Failure error={explained.error} onRetry={() => void explained.refetch()} /> : null}
      {explained.data === undefined ? null : <Explained part={explained.data.explanation} />}
    </section>
  );
}

function Explained({ part }: { readonly part: ExplanationShape }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const mark = (
    <span
      className={part.yes ? 'why-mark is-yes' : 'why-mark is-no'}
      aria-label={t(part.yes ? 'segments.holds' : 'segments.holdsNot')}
      role="img"
    >
      {part.yes ? '✓' : '✗'}
    </span>
  );
  if (part.group === null) {
    return (
      <div className="why-line">
        {mark}
        <span>{part.sentence?.[locale]}</span>
        <span className="quiet small why-found">{part.found?.[locale]}</span>
      </div>
    );
  }
  return (
    <div className="why-group">
      {part.path === '' && part.group === 'all' ? null : (
        <div className="why-line">
          {mark}
          <span>{t(`segments.groupMeans.${part.group}`)}</span>
        </div>
      )}
      <ul>
        {part.parts.map((one) => (
          <li key={one.path}>
            <Explained part={one} />
          </li>
        ))}
      </ul>
    </div>
  );
}
