import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Section } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { ChanceQuality } from '../chance-parts.tsx';
import { InsightFrame } from '../insight-frame.tsx';
import { ScoreLog } from '../score-log.tsx';
import { Bands, ByStage, Distribution, Quality } from '../score-parts.tsx';
import { ScorePeople } from '../score-people.tsx';
import { ScoreSettings } from '../score-settings.tsx';
import '../scores.css';
import { requestScore, type ScoreFacts, type ScoreKindFacts, scoreQuery, scoresQuery } from '../scores-api.ts';

const route = getRouteApi('/shell/insight/scores');

/** As of when, in which currency, how many people. */
function Run({ run }: { readonly run: ScoreKindFacts['run'] }) {
  const { t } = useTranslation();
  return (
    <span className="quiet small figures">
      {run === null
        ? t('scoring.pending')
        : [
            t('common.asOfDate', { date: run.asOf }),
            t('common.people', { count: run.customers }),
            run.currency,
            t('scoring.computed', { when: formatInstant(run.computedAt) }),
          ].join(' · ')}
    </span>
  );
}

function AllScores({ items }: { readonly items: readonly ScoreKindFacts[] }) {
  const locale = currentLocale();
  const navigate = route.useNavigate();
  return (
    <div className="scores-grid">
      {items.map((facts) => (
        <Section
          key={facts.kind}
          title={facts.label[locale]}
          actions={<OpenScore facts={facts} />}
          note={<Run run={facts.run} />}
        >
          <Bands facts={facts} onPick={(place) => void navigate({ search: { kind: facts.kind, ...place } })} />
        </Section>
      ))}
    </div>
  );
}

function OpenScore({ facts }: { readonly facts: ScoreKindFacts }) {
  const { t } = useTranslation();
  const name = facts.label[currentLocale()];
  return (
    <Link to="/insight/scores" search={{ kind: facts.kind }} aria-label={t('scoring.openNamed', { name })}>
      {t('scoring.open')}
    </Link>
  );
}

function OneScore({ facts }: { readonly facts: ScoreFacts }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const may = useMay();
  const navigate = route.useNavigate();
  const { band, stage } = route.useSearch();
  const all = useQuery(scoresQuery());
  const lifecycle = all.data?.items.find(({ kind }) => kind === 'lifecycle');
  const stages = (lifecycle?.bands ?? []).map(({ key, label }) => ({ key, name: label[locale] }));
  const chance = facts.quality?.chance ?? null;
  const again = useMutation({ mutationFn: () => requestScore(facts.kind) });
  const pick = (place: { readonly band?: string; readonly stage?: string }): void =>
    void navigate({ search: { kind: facts.kind, ...place } });
  return (
    <>
      <Section
        title={facts.label[locale]}
        note={<Run run={facts.run} />}
        actions={
          may('segments.write') ? (
            <Button loading={again.isPending} disabled={again.isSuccess} onClick={() => again.mutate()}>
              {t(again.isSuccess ? 'scoring.queued' : 'scoring.again')}
            </Button>
          ) : undefined
        }
      >
        <p className="insight-lead">{facts.note[locale]}</p>
        {again.isError ? <Failure error={again.error} /> : null}
        <Bands facts={facts} onPick={pick} />
      </Section>
      {chance === null ? <Quality facts={facts} /> : <ChanceQuality facts={facts} chance={chance} />}
      <ByStage facts={facts} stages={stages} onPick={pick} />
      <Distribution facts={facts} />
      <ScoreSettings facts={facts} />
      <ScoreLog kind={facts.kind} />
      {band === undefined && stage === undefined ? null : (
        <ScorePeople
          key={`${band} ${stage}`}
          facts={facts}
          band={band}
          stage={stages.find(({ key }) => key === stage)}
          onClose={() => void navigate({ search: { kind: facts.kind }, replace: true })}
        />
      )}
    </>
  );
}

function Chosen({ kind }: { readonly kind: string }) {
  const query = useQuery(scoreQuery(kind));
  if (query.isPending) {
    return <Skeleton shape="lines" />;
  }
  return query.isError ? (
    <Failure error={query.error} onRetry={() => void query.refetch()} />
  ) : (
    <OneScore facts={query.data} />
  );
}

function Everything() {
  const { t } = useTranslation();
  const query = useQuery(scoresQuery());
  if (query.isPending) {
    return <Skeleton shape="lines" />;
  }
  if (query.isError) {
    return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  }
  const { items } = query.data;
  const isEmpty = items.every(({ run }) => run !== null && run.customers === 0);
  return isEmpty ? (
    <Empty icon="people" title={t('scoring.empty')} body={t('scoring.emptyBody')} />
  ) : (
    <AllScores items={items} />
  );
}

/** The scores of all customers: each with its classes; one with its distribution, quality, settings and people. */
export function ScoresPage() {
  const { t } = useTranslation();
  const { kind } = route.useSearch();
  const all = useQuery(scoresQuery());
  const count = all.data?.items.length;
  return (
    <InsightFrame
      title={t('scoring.title')}
      note={
        kind === undefined ? (
          count === undefined ? undefined : (
            t('scoring.lead', { number: formatNumber(count, currentLocale()) })
          )
        ) : (
          <Link to="/insight/scores" search={{}}>
            {t('scoring.all')}
          </Link>
        )
      }
    >
      {kind === undefined ? <Everything /> : <Chosen key={kind} kind={kind} />}
    </InsightFrame>
  );
}
