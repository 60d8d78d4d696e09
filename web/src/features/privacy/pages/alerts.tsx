import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../../i18n/format.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { PagedList } from '../../../ui/paged-list.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Empty, Failure } from '../../../ui/states.tsx';
import { alertsQuery, type LookAlert, requestAnswer } from '../api.ts';
import '../../../ui/form.css';
import '../privacy.css';

/** Colleagues who looked at unusually many customers, and what became of it. */
export function AlertsPage() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(alertsQuery());
  const [asked, setAsked] = useState<LookAlert | null>(null);
  return (
    <SettingsFrame title={t('alerts.title')} lead={t('alerts.lead')}>
      <PagedList
        list={list}
        className="privacy-lines"
        none={<Empty icon="done" title={t('alerts.emptyTitle')} body={t('alerts.emptyBody')} />}
      >
        {(alert) => <AlertLine key={alert.id} alert={alert} onAnswer={() => setAsked(alert)} />}
      </PagedList>
      {asked === null ? null : <AnswerDialog alert={asked} onClose={() => setAsked(null)} />}
    </SettingsFrame>
  );
}

function AlertLine({ alert, onAnswer }: { readonly alert: LookAlert; readonly onAnswer: () => void }) {
  const { t } = useTranslation();
  const { looked, allowed, state } = alert;
  return (
    <li>
      <span className="privacy-what">
        <strong>{alert.user.name}</strong>
        <span>{t(`alerts.what.${alert.kind}`, { looked, allowed })}</span>
        <span className="quiet small figures">
          {formatInstant(alert.raisedAt)} ·{' '}
          <span className={state === 'open' ? 'is-warning' : ''}>{t(`alerts.state.${state}`)}</span>
        </span>
        {alert.note === null ? null : (
          <span className="quiet">{t('alerts.answered', { who: alert.answeredBy?.name ?? '', note: alert.note })}</span>
        )}
      </span>
      {alert.can.answer ? <Button onClick={onAnswer}>{t('alerts.answer')}</Button> : null}
      {state === 'open' && !alert.can.answer ? <span className="quiet small">{t('alerts.own')}</span> : null}
    </li>
  );
}

const SHOWN = 12;

function AnswerDialog({ alert, onClose }: { readonly alert: LookAlert; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [note, setNote] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const answer = useMutation({
    mutationFn: (state: 'explained' | 'incident') => requestAnswer(alert.id, { state, note: note.trim() }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: alertsQuery().queryKey });
      onClose();
    },
  });
  const isShort = note.trim().length < 2;
  const press = (state: 'explained' | 'incident'): void => {
    setWasSent(true);
    if (!isShort && !answer.isPending) {
      answer.mutate(state);
    }
  };
  return (
    <Dialog label={t('alerts.answer')} onClose={onClose}>
      <div className="dialog-content privacy-form">
        <p>{t(`alerts.what.${alert.kind}`, { looked: alert.looked, allowed: alert.allowed })}</p>
        <p className="quiet small">{t('alerts.subjects')}</p>
        <ul className="privacy-lines">
          {alert.subjectIds.slice(0, SHOWN).map((id) => (
            <li key={id}>
              <Link to="/customers/$customerId" params={{ customerId: id }}>
                <code className="small">{id}</code>
              </Link>
            </li>
          ))}
        </ul>
        <Input.TextArea
          aria-label={t('alerts.note')}
          placeholder={t('alerts.note')}
          rows={3}
          maxLength={1000}
          value={note}
          aria-invalid={wasSent && isShort}
          {...(wasSent && isShort ? { status: 'error' as const } : {})}
          onChange={(event) => setNote(event.target.value)}
        />
        {answer.isError ? <Failure error={answer.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={() => press('incident')}>{t('alerts.incident')}</Button>
          <Button type="primary" onClick={() => press('explained')}>
            {t('alerts.explained')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
