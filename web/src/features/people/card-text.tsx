import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../ui/states.tsx';
import { Entry } from '../fields/entry.tsx';
import { requestCardReading } from './api.ts';

const FIELDS = ['name', 'phone', 'email', 'address', 'department', 'position'] as const;
export type ReadFields = Partial<Record<(typeof FIELDS)[number], string>>;

/** The text of a business card, pasted: read into the fields below, where everything can still be changed. */
export function CardText({ onRead }: { readonly onRead: (fields: ReadFields) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const read = useMutation({
    mutationFn: () => requestCardReading(text),
    onSuccess: (card) =>
      onRead(
        Object.fromEntries(
          FIELDS.flatMap((field) => {
            const value = card[field];
            return value === null ? [] : [[field, value]];
          }),
        ),
      ),
  });
  return (
    <div className="card-read">
      <Entry label={t('relations.card.paste')} note={t('relations.card.pasteHint')}>
        <Input.TextArea
          value={text}
          maxLength={2000}
          autoSize={{ minRows: 2, maxRows: 8 }}
          onChange={(event) => setText(event.target.value)}
        />
      </Entry>
      <Button disabled={text.trim() === ''} loading={read.isPending} onClick={() => read.mutate()}>
        {t('relations.card.read')}
      </Button>
      {read.isError ? <Failure error={read.error} /> : null}
      {read.isSuccess ? (
        <p className="quiet small" role="status">
          {[
            read.data.organisation === null
              ? read.data.company
              : t('relations.card.known', { name: read.data.organisation.name }),
            read.data.unread.length === 0 ? null : t('relations.card.unread', { lines: read.data.unread.join(' · ') }),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </p>
      ) : null}
    </div>
  );
}
