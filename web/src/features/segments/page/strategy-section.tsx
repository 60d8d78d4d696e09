import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure } from '../../../api/problem.ts';
import { formatInstant } from '../../../i18n/format.ts';
import { Section } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { offerUndo } from '../../../ui/undo.ts';
import { segmentsKey } from '../api.ts';
import { requestNoStrategy, requestStrategy, type Strategy, strategyQuery } from '../understanding/api.ts';
import { StrategyForm } from '../understanding/strategy-form.tsx';
import '../understanding/understanding.css';

const PLANS = ['marketing', 'service', 'channels'] as const;

/** What is done for the people of a segment, who answers for it, and what was done before. */
export function StrategySection({ segmentId }: { readonly segmentId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [isWriting, setIsWriting] = useState(false);
  const answer = useQuery(strategyQuery(segmentId));
  const refresh = () => client.invalidateQueries({ queryKey: segmentsKey });
  const remove = useMutation({
    mutationFn: (_: Strategy) => requestNoStrategy(segmentId),
    onSuccess: (_, before) => {
      void refresh();
      offerUndo(t('understanding.removed'), {
        undo: async () => {
          await requestStrategy(segmentId, givenOf(before));
          await refresh();
        },
      });
    },
  });
  if (answer.isPending) {
    return <Skeleton shape="lines" />;
  }
  if (answer.isError) {
    return <Failure error={answer.error} onRetry={() => void answer.refetch()} />;
  }
  const { strategy, history, can } = answer.data;
  const write = can.write ? (
    <Button type={strategy === null ? 'primary' : 'default'} onClick={() => setIsWriting(true)}>
      {t(strategy === null ? 'understanding.write' : 'understanding.change')}
    </Button>
  ) : null;
  return (
    <>
      {strategy === null ? (
        <Empty icon="segments" title={t('understanding.noStrategy')} body={t('understanding.noStrategyBody')}>
          {write}
        </Empty>
      ) : (
        <Section
          title={t('understanding.strategy')}
          note={<Dates strategy={strategy} />}
          actions={
            can.write ? (
              <>
                {write}
                <Button loading={remove.isPending} onClick={() => remove.mutate(strategy)}>
                  {t('understanding.takeOff')}
                </Button>
              </>
            ) : undefined
          }
        >
          <Plans strategy={strategy} />
          {remove.isError ? (
            <p className="field-fault" role="alert">
              {explainFailure(remove.error)}
            </p>
          ) : null}
        </Section>
      )}
      {history.length > 1 || (strategy === null && history.length > 0) ? <History history={history} /> : null}
      {isWriting ? (
        <StrategyForm
          strategy={strategy}
          revision={history[0]?.revision ?? 0}
          save={(given) => requestStrategy(segmentId, given)}
          onClose={() => setIsWriting(false)}
        />
      ) : null}
    </>
  );
}

/** The same again, as a form would send it. */
function givenOf({ marketing, service, channels, ownerId, startsOn, endsOn }: Strategy) {
  return { marketing, service, channels, ownerId: ownerId ?? '', startsOn: startsOn ?? '', endsOn };
}

function Dates({ strategy }: { readonly strategy: Strategy }) {
  const { t } = useTranslation();
  const { state, owner, startsOn, endsOn } = strategy;
  return (
    <span className="figures">
      {t(`understanding.states.${state}`)}
      {' · '}
      {owner}
      {' · '}
      {endsOn === null
        ? t('understanding.since', { date: startsOn ?? '' })
        : t('understanding.fromTo', { from: startsOn ?? '', to: endsOn })}
    </span>
  );
}

function Plans({ strategy }: { readonly strategy: Strategy }) {
  const { t } = useTranslation();
  return (
    <div className="strategy-plans">
      {PLANS.map((plan) => (
        <section key={plan} aria-label={t(`understanding.plans.${plan}`)}>
          <h3>{t(`understanding.plans.${plan}`)}</h3>
          {strategy[plan] === null ? (
            <p className="quiet">{t('understanding.noPlan')}</p>
          ) : (
            <p className="strategy-text">{strategy[plan]}</p>
          )}
        </section>
      ))}
    </div>
  );
}

function History({ history }: { readonly history: readonly Strategy[] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('understanding.history')}>
      <ol className="strategy-history" reversed>
        {history.map((one) => (
          <li key={one.revision}>
            <p className="quiet small figures">
              {t('understanding.changedBy', { when: formatInstant(one.changedAt), who: one.changedBy })}
            </p>
            {one.startsOn === null ? (
              <p>{t('understanding.wasTakenOff')}</p>
            ) : (
              <>
                <p className="small">
                  <Dates strategy={one} />
                </p>
                <p className="strategy-text">
                  {PLANS.flatMap((plan) =>
                    one[plan] === null
                      ? []
                      : [t('understanding.planLine', { plan: t(`understanding.plans.${plan}`), text: one[plan] })],
                  ).join('\n')}
                </p>
              </>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}
