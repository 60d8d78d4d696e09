import { useMutation } from '@tanstack/react-query';
import { Button, Input, type InputRef } from 'antd';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty, Failure } from '../../../ui/states.tsx';
import { EntryFrame } from '../../entry/entry-frame.tsx';
import { Entry } from '../../fields/entry.tsx';
import { ChoiceField } from '../../privacy/text-field.tsx';
import { type KnownBy, requestRecognition, TYPED } from '../api.ts';
import { RecognisedCard } from '../recognised-card.tsx';
import '../recognition.css';

const TOUCH_POINTS = ['phone', 'shop', 'site', 'chat'] as const;
type TouchPoint = (typeof TOUCH_POINTS)[number];

/** Somebody calls, comes in, signs in or writes: who it is and what they are worth, by whatever they are known by. */
export function RecognisePage() {
  const { t } = useTranslation();
  const [type, setType] = useState<KnownBy>('phone');
  const [value, setValue] = useState('');
  const [touchPoint, setTouchPoint] = useState<TouchPoint>('phone');
  const [wasSent, setWasSent] = useState(false);
  // Somebody is on the line: what they are known by is typed at once, and the next one's after them.
  const field = useRef<InputRef>(null);
  useEffect(() => field.current?.focus(), []);
  const asking = useMutation({ mutationFn: requestRecognition });
  const isMissing = wasSent && value.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (value.trim() !== '' && !asking.isPending) {
      asking.mutate({ type, value: value.trim(), touchPoint });
      field.current?.select();
    }
  };
  return (
    <EntryFrame title={t('recognise.title')} lead={t('recognise.lead')}>
      <form className="recognise-form" onSubmit={submit} noValidate>
        <ChoiceField
          label={t('recognise.by')}
          value={type}
          options={TYPED.map((kind) => ({ value: kind, label: t(`recognise.kinds.${kind}`) }))}
          onChange={setType}
        />
        <Entry label={t(`recognise.kinds.${type}`)} fault={isMissing ? t('recognise.need') : null}>
          <Input
            ref={field}
            value={value}
            maxLength={300}
            autoComplete="off"
            inputMode={type === 'phone' ? 'tel' : 'text'}
            onChange={(event) => setValue(event.target.value)}
          />
        </Entry>
        <ChoiceField
          label={t('recognise.from')}
          value={touchPoint}
          options={TOUCH_POINTS.map((point) => ({ value: point, label: t(`recognise.points.${point}`) }))}
          onChange={setTouchPoint}
        />
        <Button type="primary" htmlType="submit" loading={asking.isPending}>
          {t('recognise.ask')}
        </Button>
      </form>
      <div aria-live="polite">
        {asking.isError ? <Failure error={asking.error} /> : null}
        {asking.data === undefined ? (
          asking.isError ? null : (
            <Empty icon="person" title={t('recognise.emptyTitle')} body={t('recognise.emptyBody')} />
          )
        ) : asking.data.customer === null ? (
          <Empty icon="person" title={t('recognise.nobodyTitle')} body={t('recognise.nobodyBody')} />
        ) : (
          <RecognisedCard customer={asking.data.customer} tookMs={asking.data.tookMs} />
        )}
      </div>
    </EntryFrame>
  );
}
