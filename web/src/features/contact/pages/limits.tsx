import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../../ui/page.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { offerUndo } from '../../../ui/undo.ts';
import { requestSetting, settingsQuery } from '../../privacy/api.ts';
import { TextField } from '../../privacy/text-field.tsx';
import { type Limits, limitsQuery } from '../api.ts';
import { limitFault } from '../limit-faults.ts';
import { CapsFields, QuietFields } from '../limit-fields.tsx';
import '../contact.css';

const QUIET = 'contact.quiet_hours';
const CAPS = 'contact.caps';
const ADDRESS = 'contact.public_address';
const DAYS = 'contact.confirm_days';

/** Everybody who was written to is looked at: not again for every figure while one types. */
const SETTLED_MS = 300;

interface Kept {
  readonly limits: Limits;
  readonly address: string;
  readonly days: number;
}

/** When nobody is disturbed, how often somebody is written to, and what that holds back now. */
export function ContactLimitsPage() {
  const { t } = useTranslation();
  const settings = useQuery(settingsQuery());
  const valueOf = (key: string): unknown => settings.data?.items.find((setting) => setting.key === key)?.value;
  const kept: Kept = {
    // The settings' own schemas are the promise of their shape.
    limits: { quietHours: valueOf(QUIET), caps: valueOf(CAPS) } as Limits,
    address: valueOf(ADDRESS) as string,
    days: Number(valueOf(DAYS)),
  };
  return (
    <SettingsFrame title={t('limits.title')} lead={t('limits.lead')}>
      {settings.isPending ? <Skeleton shape="lines" /> : null}
      {settings.isError ? <Failure error={settings.error} onRetry={() => void settings.refetch()} /> : null}
      {settings.data === undefined ? null : (
        <LimitsForm
          // What is being edited stays until somebody saved something else.
          key={JSON.stringify(kept)}
          kept={kept}
          mayWrite={settings.data.can.update}
        />
      )}
    </SettingsFrame>
  );
}

function LimitsForm({ kept, mayWrite }: { readonly kept: Kept; readonly mayWrite: boolean }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [limits, setLimits] = useState(kept.limits);
  const [address, setAddress] = useState(kept.address);
  const [days, setDays] = useState(String(kept.days));
  const fault = limitFault(limits);
  const settled = useSettled(limits);
  const preview = useQuery({ ...limitsQuery(settled), enabled: limitFault(settled) === null });
  const isGoodAddress = address.trim() === '' || /^https?:\/\/\S+$/u.test(address.trim());
  const isGoodDays = /^(?:[1-9]|[1-5]\d|60)$/u.test(days.trim());
  const store = async (next: Kept, before: Kept): Promise<void> => {
    const changes: readonly (readonly [string, unknown, unknown])[] = [
      [QUIET, next.limits.quietHours, before.limits.quietHours],
      [CAPS, next.limits.caps, before.limits.caps],
      [ADDRESS, next.address, before.address],
      [DAYS, next.days, before.days],
    ];
    for (const [key, value, old] of changes) {
      if (JSON.stringify(value) !== JSON.stringify(old)) {
        await requestSetting(key, value);
      }
    }
    await queryClient.invalidateQueries({ queryKey: settingsQuery().queryKey });
  };
  const next: Kept = { limits, address: address.trim(), days: Number(days) };
  const isChanged = JSON.stringify(next) !== JSON.stringify(kept);
  const save = useMutation({
    mutationFn: () => store(next, kept),
    onSuccess: () => offerUndo(t('limits.saved'), { undo: () => store(kept, next) }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (fault === null && isGoodAddress && isGoodDays && isChanged && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <form className="contact-form" noValidate onSubmit={submit}>
      {preview.isError ? <Failure error={preview.error} onRetry={() => void preview.refetch()} /> : null}
      <Section title={t('limits.quiet')}>
        <QuietFields
          quiet={limits.quietHours}
          now={preview.data?.quiet}
          isOff={!mayWrite}
          onChange={(quietHours) => setLimits({ ...limits, quietHours })}
        />
      </Section>
      <Section title={t('limits.caps')}>
        <CapsFields
          caps={limits.caps}
          now={preview.data}
          isOff={!mayWrite}
          onChange={(caps) => setLimits({ ...limits, caps })}
        />
      </Section>
      {fault === null ? null : (
        <p className="field-fault" role="alert">
          {t(`limits.fault.${fault}`)}
        </p>
      )}
      <Section title={t('limits.links')}>
        <TextField
          label={t('limits.address')}
          value={address}
          placeholder="https://crm.example.com"
          fault={isGoodAddress ? null : t('limits.needAddress')}
          onChange={setAddress}
        />
        <p className="quiet small">{t('limits.addressNote')}</p>
        <TextField
          label={t('limits.days')}
          value={days}
          fault={isGoodDays ? null : t('limits.needDays')}
          onChange={setDays}
        />
      </Section>
      {save.isError ? <Failure error={save.error} /> : null}
      {mayWrite ? (
        <div className="contact-times">
          <Button type="primary" htmlType="submit" disabled={!isChanged} loading={save.isPending}>
            {t('limits.save')}
          </Button>
          {isChanged ? (
            <Button
              onClick={() => {
                setLimits(kept.limits);
                setAddress(kept.address);
                setDays(String(kept.days));
              }}
            >
              {t('limits.discard')}
            </Button>
          ) : null}
        </div>
      ) : null}
    </form>
  );
}

function useSettled(limits: Limits): Limits {
  const [settled, setSettled] = useState(limits);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(limits), SETTLED_MS);
    return () => window.clearTimeout(timer);
  }, [limits]);
  return settled;
}
