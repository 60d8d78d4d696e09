import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import '../segments/segments.css';
import { StrategyForm } from '../segments/understanding/strategy-form.tsx';
import { StrategyLines } from '../segments/understanding/strategy-lines.tsx';
import { type ClassStrategy, classStrategiesQuery, requestClassStrategy, type ScoreKindFacts } from './scores-api.ts';

/** Nothing is done for these people, or nothing any more. */
const isMissing = ({ strategy }: ClassStrategy): boolean => strategy === null || strategy.state === 'over';

/** Under the classes of a score among others: how many of them nobody has a plan for. */
export function MissingStrategies({ facts }: { readonly facts: ScoreKindFacts }) {
  const may = useMay();
  return may('segments.read') ? <MissingCount facts={facts} /> : null;
}

function MissingCount({ facts }: { readonly facts: ScoreKindFacts }) {
  const { t } = useTranslation();
  const strategies = useQuery(classStrategiesQuery());
  const missing = (strategies.data?.items ?? []).filter((one) => one.kind === facts.kind && isMissing(one)).length;
  return missing === 0 ? null : (
    <p className="small">
      <Link to="/insight/scores" search={{ kind: facts.kind }} className="segment-mark is-missing is-alone">
        {t('scoring.missingStrategies', { count: missing, all: facts.bands.length })}
      </Link>
    </p>
  );
}

/** What is done for each class of a score and who answers for it; a class without anything is flagged. */
export function ClassStrategies({ facts }: { readonly facts: ScoreKindFacts }) {
  const may = useMay();
  return may('segments.read') ? <Shown facts={facts} /> : null;
}

function Shown({ facts }: { readonly facts: ScoreKindFacts }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const answer = useQuery(classStrategiesQuery());
  const [writing, setWriting] = useState<string | null>(null);
  if (answer.isPending) {
    return <Skeleton shape="lines" />;
  }
  if (answer.isError) {
    return <Failure error={answer.error} onRetry={() => void answer.refetch()} />;
  }
  const { items, can } = answer.data;
  const written = items.find(({ kind, band }) => kind === facts.kind && band === writing);
  const label = facts.bands.find(({ key }) => key === writing)?.label[locale] ?? '';
  return (
    <Section title={t('scoring.strategies')} note={t('scoring.strategiesNote')}>
      <ul className="class-strategies">
        {facts.bands.map(({ key, label: name, note }) => {
          const one = items.find(({ kind, band }) => kind === facts.kind && band === key);
          return one === undefined ? null : (
            <li key={key}>
              <div className="class-strategy-head">
                <h3>{name[locale]}</h3>
                <State one={one} />
                {can.write ? (
                  <Button size="small" onClick={() => setWriting(key)}>
                    {t(one.strategy === null ? 'understanding.write' : 'understanding.change')}
                    <span className="visually-hidden"> {name[locale]}</span>
                  </Button>
                ) : null}
              </div>
              <p className="quiet small">{note[locale]}</p>
              {one.strategy === null ? null : <StrategyLines strategy={one.strategy} />}
            </li>
          );
        })}
      </ul>
      {written === undefined ? null : (
        <StrategyForm
          title={t('scoring.strategyOf', { score: facts.label[locale], name: label })}
          strategy={written.strategy}
          revision={written.revision}
          save={(given) => requestClassStrategy(written, given)}
          onClose={() => setWriting(null)}
        />
      )}
    </Section>
  );
}

function State({ one }: { readonly one: ClassStrategy }) {
  const { t } = useTranslation();
  const { segment, strategy } = one;
  return (
    <>
      <span className={isMissing(one) ? 'segment-mark is-missing is-alone' : 'quiet small'}>
        {t(`understanding.states.${strategy?.state ?? 'none'}`)}
      </span>
      {segment === null ? null : (
        <Link
          className="small"
          to="/segments/$segmentId"
          params={{ segmentId: segment.id }}
          search={{ tab: 'strategy' }}
          aria-label={t('scoring.segmentOf', { name: segment.name })}
        >
          {t('scoring.segment')}
        </Link>
      )}
    </>
  );
}
