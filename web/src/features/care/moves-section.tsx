import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { type CareRule, type CareStages, careStagesQuery, requestLook } from './api.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { useCareDeed } from './use-care-deed.ts';
import '../../ui/lines.css';
import './care.css';

/** What is done when customers move between stages, and what the last look at everybody came to. */
export function MovesSection() {
  const { t } = useTranslation();
  const found = useQuery(careStagesQuery());
  const [open, setOpen] = useState<CareRule | 'new' | null>(null);
  const mayWrite = found.data?.can.write === true;
  return (
    <Section
      title={t('care.moves')}
      {...(mayWrite
        ? {
            actions: (
              <>
                <LookNow />
                <Button type="primary" size="small" onClick={() => setOpen('new')}>
                  {t('care.newRule')}
                </Button>
              </>
            ),
          }
        : {})}
    >
      {found.isPending ? <Skeleton shape="lines" /> : null}
      {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data === undefined ? null : (
        <>
          <LastLook data={found.data} />
          <Rules data={found.data} {...(mayWrite ? { onOpen: setOpen } : {})} />
          <Flows data={found.data} />
        </>
      )}
      {open === null || found.data === undefined ? null : (
        <RuleDialog rule={open === 'new' ? null : open} stages={found.data.stages} onClose={() => setOpen(null)} />
      )}
    </Section>
  );
}

function LookNow() {
  const { t } = useTranslation();
  const deed = useCareDeed<unknown>();
  return (
    <>
      {deed.isSuccess ? (
        <span className="quiet small" role="status">
          {t('care.queued')}
        </span>
      ) : null}
      {deed.error === null ? null : <Failure error={deed.error} />}
      <Button size="small" loading={deed.isPending} onClick={() => deed.press(requestLook)}>
        {t('care.look')}
      </Button>
    </>
  );
}

function LastLook({ data: { run } }: { readonly data: CareStages }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  if (run === null) {
    return <p className="quiet">{t('care.noLook')}</p>;
  }
  const number = (value: number): string => formatNumber(value, locale);
  const figures = { date: run.asOf, moves: number(run.moves), tasks: number(run.tasks), over: number(run.over) };
  return (
    <p className="quiet small figures">
      {run.isPlacing ? t('care.placed', figures) : t('care.looked', figures)}
      {run.over > 0 ? <span className="is-warning"> {t('care.over', figures)}</span> : null}
    </p>
  );
}

interface RulesProps {
  readonly data: CareStages;
  readonly onOpen?: (rule: CareRule) => void;
}

function useStageNames(stages: CareStages['stages']): (stage: string | null) => string {
  const { t } = useTranslation();
  const locale = currentLocale();
  return (stage) => stages.find((one) => one.stage === stage)?.label[locale] ?? t('care.anywhere');
}

function Rules({ data: { rules, stages }, onOpen }: RulesProps) {
  const { t } = useTranslation();
  const name = useStageNames(stages);
  return (
    <ul className="line-list">
      {rules.map((rule) => (
        <li key={rule.id} className={rule.isActive ? undefined : 'quiet'}>
          <span className="care-rule">
            <strong>{t('care.move', { from: name(rule.from), to: name(rule.to) })}</strong>
            <span>{deedOf(rule, { t, stage: name(rule.to) })}</span>
          </span>
          <span className="quiet small">{rule.isActive ? '' : t('care.inactive')}</span>
          {onOpen === undefined ? null : (
            <Button size="small" onClick={() => onOpen(rule)}>
              {t('care.edit')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What a rule does, as a sentence. */
function deedOf(rule: CareRule, { t, stage }: { readonly t: TFunction; readonly stage: string }): string {
  const who = rule.assignee?.name ?? t('care.queue');
  const task = rule.makesTask
    ? [t('care.doTask', { title: rule.title ?? t('care.titleOf', { stage }), who, count: rule.dueDays ?? 0 })]
    : [];
  const strategy =
    rule.segment === null
      ? []
      : [t(rule.segment.isHeld ? 'care.doStrategy' : 'care.strategyOver', { name: rule.segment.name })];
  return [...task, ...strategy].join(t('care.and'));
}

/** Between which stages customers moved lately. */
function Flows({ data: { flows, stages } }: { readonly data: CareStages }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const name = useStageNames(stages);
  if (flows.length === 0) {
    return null;
  }
  return (
    <div className="care-flows">
      <h3>{t('care.lately')}</h3>
      <table className="plain-table figures">
        <thead>
          <tr>
            <th scope="col">{t('care.theMove')}</th>
            <th scope="col">{t('care.people')}</th>
            <th scope="col">{t('care.tasks')}</th>
          </tr>
        </thead>
        <tbody>
          {flows.map(({ from, to, customers, tasks }) => (
            <tr key={`${from} ${to}`}>
              <th scope="row">{t('care.move', { from: name(from), to: name(to) })}</th>
              <td>{formatNumber(customers, locale)}</td>
              <td>{formatNumber(tasks, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
