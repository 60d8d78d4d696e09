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
import { ClassStrategies, MissingStrategies } from '../class-strategies.tsx';
import { InsightFrame } from '../insight-frame.tsx';
import { Crossed } from '../score-crossed.tsx';
import { ScoreLog } from '../score-log.tsx';
import { Bands, Distribution, Quality } from '../score-parts.tsx';
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
          <MissingStrategies facts={facts} />
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
  const { band, against, other } = route.useSearch();
  const all = useQuery(scoresQuery());
  const kinds = all.data?.items ?? [];
  const others = (kinds.find(({ kind }) => kind === facts.crossed.against)?.bands ?? []).map(({ key, label }) => ({
    key,
    name: label[locale],
  }));
  const here = { kind: facts.kind, ...(against === undefined ? {} : { against }) };
  const chance = facts.quality?.chance ?? null;
  const again = useMutation({ mutationFn: () => requestScore(facts.kind) });
  const pick = (place: { readonly band?: string; readonly other?: string }): void =>
    void navigate({ search: { ...here, ...place } });
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
      <ClassStrategies facts={facts} />
      {chance === null ? <Quality facts={facts} /> : <ChanceQuality facts={facts} chance={chance} />}
      <Crossed
        facts={facts}
        kinds={kinds}
        onAgainst={(next) => void navigate({ search: { kind: facts.kind, against: next }, resetScroll: false })}
        onPick={pick}
      />
      <Distribution facts={facts} />
      <ScoreSettings facts={facts} />
      <ScoreLog kind={facts.kind} />
      {band === undefined && other === undefined ? null : (
        <ScorePeople
          key={`${band} ${against} ${other}`}
          facts={facts}
          band={band}
          other={others.find(({ key }) => key === other)}
          onClose={() => void navigate({ search: here, replace: true, resetScroll: false })}
        />
      )}
    </>
  );
}

function Chosen({ kind }: { readonly kind: string }) {
  const { against } = route.useSearch();
  const query = useQuery(scoreQuery(kind, against));
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
