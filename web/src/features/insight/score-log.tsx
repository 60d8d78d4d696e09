import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { itemsOf, MoreButton } from '../../ui/paged-list.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { type ScoreRunEntry, scoreRunsQuery } from './scores-api.ts';

/** Each computation of a score: by whom, with which figures, learned from how many, and what it found. */
export function ScoreLog({ kind }: { readonly kind: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(scoreRunsQuery(kind));
  const items = itemsOf(query.data);
  return (
    <Section title={t('scoreLog.title')} note={t('scoreLog.note')}>
      {query.isPending ? <Skeleton shape="lines" /> : null}
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data !== undefined && items.length === 0 ? <p className="quiet">{t('scoreLog.none')}</p> : null}
      <ul className="score-reasons">
        {items.map((run) => (
          <Entry key={run.startedAt} run={run} />
        ))}
      </ul>
      <MoreButton list={query} label={t('scoreLog.more')} />
    </Section>
  );
}

function Entry({ run }: { readonly run: ScoreRunEntry }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { by, outcome, sampled, customers, error, settings, startedAt, finishedAt } = run;
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const number = (value: number, digits = 0): string => formatNumber(value, locale, digits);
  const who =
    by.kind === 'system'
      ? t('scoreLog.system')
      : by.kind === 'api-key'
        ? t('scoreLog.key')
        : (by.name ?? t('scoreLog.unknown'));
  const facts = [
    who,
    t('scoreLog.took', { seconds: number(seconds, 1) }),
    ...(sampled === null ? [] : [t('scoreLog.learnedFrom', { people: number(sampled) })]),
    ...(error === null ? [t('scoreLog.customers', { people: number(customers) })] : []),
  ];
  return (
    <li>
      <span className="score-reason-head">
        <span className="figures">{formatInstant(startedAt)}</span>
        <strong>{t(`scoreLog.${outcome}`)}</strong>
        {error === null ? null : <span lang="zxx">{error}</span>}
        <span className="quiet small figures">{facts.join(' · ')}</span>
      </span>
      <Found run={run} />
      {settings.length === 0 ? null : (
        <p className="quiet small figures">
          {settings
            .map(({ label, unit, value }) => `${label[locale]} ${number(value, 2)} ${unit?.[locale] ?? ''}`.trim())
            .join(locale === 'en' ? '; ' : '；')}
        </p>
      )}
    </li>
  );
}

function Found({ run: { result } }: { readonly run: ScoreRunEntry }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  if (result === null) {
    return null;
  }
  const { uses, auc, baselineAuc } = result;
  const fine = (value: number): string => formatNumber(value, locale, 3);
  return (
    <p className="small figures">
      {t('scoreLog.used', { what: t(`scoreLog.uses.${uses}`) })}
      {auc === null || baselineAuc === null
        ? null
        : ` · ${t('scoreLog.auc', { auc: fine(auc), baseline: fine(baselineAuc) })}`}
    </p>
  );
}
