import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CustomerField } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { rolesQuery } from '../../api-keys/api.ts';
import { fieldsQuery } from '../../fields/api.ts';
import { type Level, requestLevel, requestSetting, sealingsQuery, settingsQuery } from '../api.ts';
import { TextField } from '../text-field.tsx';
import '../../../ui/form.css';
import '../privacy.css';

const LEVELS = ['public', 'open', 'personal', 'sensitive'] as const;
const CLEARANCES = ['open', 'personal', 'sensitive'] as const;
type Clearance = (typeof CLEARANCES)[number];
const CLEARANCE_KEY = 'access.role_clearance';

/** Which level each field has, and how far each role sees. */
export function LevelsPage() {
  const { t } = useTranslation();
  return (
    <SettingsFrame title={t('levels.title')} lead={t('levels.lead')}>
      <section className="privacy-part">
        <ul className="privacy-lines">
          {LEVELS.map((level) => (
            <li key={level}>
              <strong>{t(`levels.level.${level}`)}</strong>
              <span className="privacy-what quiet">{t(`levels.levelNote.${level}`)}</span>
            </li>
          ))}
        </ul>
      </section>
      <RolesPart />
      <FieldsPart />
    </SettingsFrame>
  );
}

function RolesPart() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const roles = useQuery(rolesQuery());
  const settings = useQuery(settingsQuery());
  const change = useMutation({
    mutationFn: (value: Record<string, Clearance>) => requestSetting(CLEARANCE_KEY, value),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: settingsQuery().queryKey }),
  });
  const value = (settings.data?.items.find(({ key }) => key === CLEARANCE_KEY)?.value ?? {}) as Record<
    string,
    Clearance
  >;
  const choose = (role: string, given: string): void => {
    const { [role]: _before, ...others } = value;
    const level = CLEARANCES.find((each) => each === given);
    change.mutate(level === undefined ? others : { ...others, [role]: level });
  };
  return (
    <section className="privacy-part">
      <h2>{t('levels.roles')}</h2>
      {roles.isPending ? <Skeleton shape="lines" /> : null}
      {settings.isError ? <Failure error={settings.error} onRetry={() => void settings.refetch()} /> : null}
      <ul className="privacy-lines">
        {(roles.data?.items ?? []).map(({ name, label }) => (
          <li key={name}>
            <span className="privacy-what">{label[currentLocale()]}</span>
            {name === 'admin' ? (
              <span className="quiet">{t('levels.everything')}</span>
            ) : (
              <select
                className="plain-select"
                aria-label={t('levels.roleOf', { role: label[currentLocale()] })}
                value={value[name] ?? ''}
                disabled={settings.data?.can.update !== true || change.isPending}
                onChange={(event) => choose(name, event.target.value)}
              >
                <option value="">{t('levels.byTable')}</option>
                {CLEARANCES.map((level) => (
                  <option key={level} value={level}>
                    {t(`levels.upTo.${level}`)}
                  </option>
                ))}
              </select>
            )}
          </li>
        ))}
      </ul>
      {change.isError ? <Failure error={change.error} /> : null}
    </section>
  );
}

interface Asked {
  readonly field: CustomerField;
  readonly level: Level;
}

function FieldsPart() {
  const { t } = useTranslation();
  const fields = useQuery(fieldsQuery());
  const [asked, setAsked] = useState<Asked | null>(null);
  const mayWrite = fields.data?.can.level === true;
  const sealings = useQuery({ ...sealingsQuery(), enabled: mayWrite });
  const running = (sealings.data?.items ?? []).filter(({ finishedAt }) => finishedAt === null);
  return (
    <section className="privacy-part">
      <h2>{t('levels.fields')}</h2>
      {fields.isPending ? <Skeleton shape="lines" /> : null}
      {fields.isError ? <Failure error={fields.error} onRetry={() => void fields.refetch()} /> : null}
      <ul className="privacy-lines">
        {(fields.data?.items ?? []).map((field) => (
          <li key={field.key}>
            <span className="privacy-what">
              <span>{field.label[currentLocale()]}</span>
              <span className="quiet small">{field.groupLabel[currentLocale()]}</span>
              {running
                .filter((sealing) => sealing.field === field.key)
                .map(({ id, done }) => (
                  <span key={id} className="quiet small" role="status">
                    {t('levels.sealing', { count: done })}
                  </span>
                ))}
            </span>
            <select
              className="plain-select"
              aria-label={t('levels.change', { name: field.label[currentLocale()] })}
              value={field.sensitivity}
              disabled={!mayWrite}
              onChange={(event) => {
                const level = LEVELS.find((each) => each === event.target.value);
                if (level !== undefined) {
                  setAsked({ field, level });
                }
              }}
            >
              {LEVELS.map((level) => (
                <option key={level} value={level}>
                  {t(`levels.level.${level}`)}
                </option>
              ))}
            </select>
          </li>
        ))}
      </ul>
      {asked === null ? null : <LevelDialog asked={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}

function LevelDialog({ asked: { field, level }, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const save = useMutation({
    mutationFn: () => requestLevel(field.key, { sensitivity: level, reason: reason.trim() }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: fieldsQuery().queryKey });
      await queryClient.invalidateQueries({ queryKey: sealingsQuery().queryKey });
      onClose();
    },
  });
  const title = t('levels.reasonTitle', { name: field.label[currentLocale()], level: t(`levels.level.${level}`) });
  return (
    <Dialog label={title} onClose={onClose}>
      <form
        className="dialog-content privacy-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim().length >= 2) {
            save.mutate();
          }
        }}
      >
        <TextField label={t('levels.reason')} value={reason} onChange={setReason} />
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={reason.trim().length < 2} loading={save.isPending}>
            {t('levels.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
