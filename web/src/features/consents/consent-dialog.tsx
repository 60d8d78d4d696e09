import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CONTACT_CHANNELS, type ConsentPurpose, type ContactChannel } from '@zhike/server/contracts';
import { Button, Checkbox, Input, Radio } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import '../../ui/form.css';
import { Failure } from '../../ui/states.tsx';
import { consentsQuery, type Heard, requestHeard, STAFF_WAYS, type StaffWay } from './api.ts';

interface ConsentDialogProps {
  readonly customerId: string;
  readonly purposes: readonly ConsentPurpose[];
  readonly isMinor: boolean;
  readonly onClose: () => void;
}

/** Writes down what a customer said, with how they said it. */
export function ConsentDialog({ customerId, purposes, isMinor, onClose }: ConsentDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const open = purposes.filter(
    ({ archivedAt, legalBasis }) =>
      archivedAt === null && legalBasis !== 'contract' && legalBasis !== 'legal_obligation',
  );
  const [heard, setHeard] = useState<Heard>(() => ({
    act: 'given',
    purpose: open[0]?.key ?? '',
    channels: [],
    how: 'counter',
    form: '',
    guardian: '',
  }));
  const [wasSent, setWasSent] = useState(false);
  const purpose = open.find(({ key }) => key === heard.purpose);
  const channels = CONTACT_CHANNELS.filter((channel) => purpose?.channels.includes(channel));
  const isMissing = channels.length > 0 && heard.channels.length === 0;
  const save = useMutation({
    mutationFn: () => requestHeard(customerId, heard),
    onSuccess: async (saved) => {
      queryClient.setQueryData(consentsQuery(customerId).queryKey, saved);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['people', 'timeline', customerId] });
    },
  });
  const change = (part: Partial<Heard>): void => setHeard({ ...heard, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isMissing && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <Dialog label={t('consents.write')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit}>
        <Radio.Group
          aria-label={t('consents.act')}
          value={heard.act}
          onChange={(event) => change({ act: event.target.value === 'withdrawn' ? 'withdrawn' : 'given' })}
          options={[
            { value: 'given', label: t('consents.saysYes') },
            { value: 'withdrawn', label: t('consents.saysNo') },
          ]}
        />
        <label className="form-field">
          <span>{t('consents.purpose')}</span>
          <select
            className="plain-select"
            value={heard.purpose}
            onChange={(event) => change({ purpose: event.target.value, channels: [] })}
          >
            {open.map(({ key, label }) => (
              <option key={key} value={key}>
                {label[currentLocale()]}
              </option>
            ))}
          </select>
        </label>
        <Channels channels={channels} chosen={heard.channels} onChoose={(chosen) => change({ channels: chosen })} />
        <p className="field-fault" aria-live="polite">
          {wasSent && isMissing ? t('consents.needChannel') : null}
        </p>
        <label className="form-field">
          <span>{t('consents.how')}</span>
          <select
            className="plain-select"
            value={heard.how}
            onChange={(event) => change({ how: STAFF_WAYS.find((way) => way === event.target.value) ?? heard.how })}
          >
            {STAFF_WAYS.map((way: StaffWay) => (
              <option key={way} value={way}>
                {t(`consents.ways.${way}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="form-field">
          <span>{t('consents.form')}</span>
          <Input
            value={heard.form}
            maxLength={200}
            placeholder={t('consents.formHint')}
            onChange={(event) => change({ form: event.target.value })}
          />
        </label>
        {isMinor && heard.act === 'given' ? (
          <label className="form-field">
            <span>{t('consents.guardian')}</span>
            <Input
              value={heard.guardian}
              maxLength={100}
              placeholder={t('consents.guardianHint')}
              onChange={(event) => change({ guardian: event.target.value })}
            />
          </label>
        ) : null}
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('consents.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface ChannelsProps {
  readonly channels: readonly ContactChannel[];
  readonly chosen: readonly ContactChannel[];
  readonly onChoose: (chosen: readonly ContactChannel[]) => void;
}

function Channels({ channels, chosen, onChoose }: ChannelsProps) {
  const { t } = useTranslation();
  if (channels.length === 0) {
    return null;
  }
  return (
    <Checkbox.Group<ContactChannel>
      value={[...chosen]}
      onChange={onChoose}
      options={channels.map((channel) => ({ value: channel, label: t(`channels.${channel}`) }))}
    />
  );
}
