import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import type { TFunction } from 'i18next';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Panel } from '../../ui/panel.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { AnswerForm } from './answer-form.tsx';
import {
  caseQuery,
  requestCancel,
  requestClaim,
  requestComment,
  requestComplete,
  requestPause,
  requestRelease,
  requestResume,
  requestReturn,
  type WorkCase,
} from './api.ts';
import { ApprovalCard } from './approval-card.tsx';
import { DEEDS } from './deeds.ts';
import { DueTime } from './due.tsx';
import { HandDialog } from './hand-dialog.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { useDeed } from './use-deed.ts';

interface CasePanelProps {
  readonly caseId: string;
  readonly onClose: () => void;
}

/** A case beside the list: what to answer, what can be done, how it came here. */
export function CasePanel({ caseId, onClose }: CasePanelProps) {
  const { t } = useTranslation();
  const found = useQuery(caseQuery(caseId));
  return (
    <Panel label={found.data?.title ?? t('work.case')} onClose={onClose}>
      {found.isPending ? <Skeleton shape="lines" /> : null}
      {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data === undefined ? null : <CaseView key={found.data.current?.taskId ?? 'ended'} row={found.data} />}
    </Panel>
  );
}

function CaseView({ row }: { readonly row: WorkCase }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const task = row.tasks.find(({ id }) => id === row.current?.taskId);
  return (
    <div className="work-case">
      <header className="work-case-head">
        <h2>{row.title}</h2>
        <p className="quiet small">
          {[
            `${row.kindLabel[locale]} #${row.number}`,
            t(`work.status.${row.status}`),
            t('work.startedBy', { name: row.startedBy, when: formatInstant(row.createdAt) }),
          ].join(' · ')}
        </p>
        {row.subject?.type === 'customer' ? (
          <Link to="/customers/$customerId" params={{ customerId: row.subject.id }}>
            {row.subject.label ?? t('work.customer')}
          </Link>
        ) : null}
        {row.note === null ? null : <p className="work-note">{row.note}</p>}
      </header>
      {task === undefined ? null : (
        <p className="work-case-now">
          <strong>{task.stepLabel[locale]}</strong>
          <span>{task.assignee?.name ?? task.queue?.name ?? ''}</span>
          <DueTime task={{ ...task, caseStatus: row.status }} />
        </p>
      )}
      <CaseActions row={row} />
      {row.approvals.map((approval) => (
        <ApprovalCard key={approval.id} approval={approval} />
      ))}
      <Answers row={row} />
      <CommentForm row={row} />
      <History row={row} />
    </div>
  );
}

type Ask = 'hand' | 'pause' | 'cancel' | { readonly back: string } | null;

function CaseActions({ row }: { readonly row: WorkCase }) {
  const { t } = useTranslation();
  const [ask, setAsk] = useState<Ask>(null);
  const complete = useDeed();
  const deed = useDeed();
  const { current } = row;
  const taskId = current?.taskId ?? '';
  const close = (): void => setAsk(null);
  return (
    <>
      {current?.can.complete === true ? (
        <AnswerForm
          fields={current.fields}
          isPending={complete.isPending}
          error={complete.error}
          onSubmit={(answers) => complete.press((key) => requestComplete(taskId, answers, key))}
        />
      ) : null}
      <div className="work-actions">
        {current?.can.claim === true ? (
          <Button onClick={() => deed.press((key) => requestClaim(taskId, key))}>{t('work.claim')}</Button>
        ) : null}
        {current?.can.assign === true ? <Button onClick={() => setAsk('hand')}>{t('work.hand')}</Button> : null}
        {current?.can.release === true ? (
          <Button onClick={() => deed.press((key) => requestRelease(taskId, key))}>{t('work.release')}</Button>
        ) : null}
        {current?.can.return === true
          ? current.returnsTo.map(({ step, label }) => (
              <Button key={step} onClick={() => setAsk({ back: step })}>
                {t('work.backTo', { step: label[currentLocale()] })}
              </Button>
            ))
          : null}
        {row.can.pause ? <Button onClick={() => setAsk('pause')}>{t('work.pause')}</Button> : null}
        {row.can.resume ? (
          <Button onClick={() => deed.press((key) => requestResume(row.id, key))}>{t('work.resume')}</Button>
        ) : null}
        {row.can.cancel ? (
          <Button danger onClick={() => setAsk('cancel')}>
            {t('work.cancel')}
          </Button>
        ) : null}
      </div>
      {deed.error === null ? null : <Failure error={deed.error} />}
      {ask === 'hand' ? <HandDialog taskId={taskId} onClose={close} /> : null}
      {ask === 'pause' ? (
        <ReasonDialog
          title={t('work.pause')}
          label={t('work.whyPause')}
          run={(reason, key) => requestPause(row.id, reason, key)}
          onClose={close}
        />
      ) : null}
      {ask === 'cancel' ? (
        <ReasonDialog
          title={t('work.cancel')}
          label={t('work.why')}
          isDanger
          run={(reason, key) => requestCancel(row.id, reason, key)}
          onClose={close}
        />
      ) : null}
      {ask !== null && typeof ask === 'object' ? (
        <ReasonDialog
          title={t('work.back')}
          label={t('work.why')}
          run={(reason, key) => requestReturn(taskId, { step: ask.back, reason }, key)}
          onClose={close}
        />
      ) : null}
    </>
  );
}

function Answers({ row }: { readonly row: WorkCase }) {
  const locale = currentLocale();
  const answered = row.tasks.filter(({ answers }) => answers.length > 0);
  return answered.map((task) => (
    <section key={task.id} className="work-answers" aria-label={task.stepLabel[locale]}>
      <h3>{task.stepLabel[locale]}</h3>
      <dl>
        {task.answers.map(({ label, value }) => (
          <div key={label.en}>
            <dt className="quiet small">{label[locale]}</dt>
            <dd>{value[locale]}</dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}

function CommentForm({ row }: { readonly row: WorkCase }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const deed = useDeed(() => setText(''));
  if (!row.can.comment) {
    return null;
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') {
      deed.press((key) => requestComment(row.id, text.trim(), key));
    }
  };
  return (
    <form className="work-comment" onSubmit={submit}>
      <Input
        value={text}
        maxLength={5000}
        aria-label={t('work.comment')}
        placeholder={t('work.comment')}
        onChange={(event) => setText(event.target.value)}
      />
      <Button htmlType="submit" loading={deed.isPending} disabled={text.trim() === ''}>
        {t('work.send')}
      </Button>
      {deed.error === null ? null : <Failure error={deed.error} />}
    </form>
  );
}

/** A newer server may tell of something that this page has no words for yet. */
function deedWord(t: TFunction, what: string): string {
  const deed = DEEDS.find((name) => name === what);
  return deed === undefined ? what : t(`work.deeds.${deed}`);
}

function History({ row }: { readonly row: WorkCase }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  return (
    <section aria-label={t('work.history')}>
      <h3>{t('work.history')}</h3>
      <ol className="work-history">
        {row.history.map((line) => (
          <li key={line.id}>
            <span>{[deedWord(t, line.what), line.step?.[locale], line.about].filter((part) => part).join(' · ')}</span>
            {line.text === null || line.what === 'case_started' ? null : <span className="work-said">{line.text}</span>}
            <span className="quiet small">
              {line.by === 'system' ? t('work.system') : line.by} · {formatInstant(line.at)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
