import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Failure } from '../../ui/states.tsx';
import { type OrderRecipients, recipientsQuery, requestRecipient, useRelationDeed } from './api.ts';
import './relations.css';

interface RecipientChoiceProps {
  readonly orderId: string;
  readonly lineNo: number;
  /** Names the line for readers. */
  readonly what: string;
}

/** For whom of the household a line is; nothing where the buyer has none. */
export function RecipientChoice({ orderId, lineNo, what }: RecipientChoiceProps) {
  const { t } = useTranslation();
  const recipients = useQuery(recipientsQuery(orderId));
  const mark = useRelationDeed<OrderRecipients>();
  if (recipients.data === undefined || recipients.data.people.length < 2) {
    return null;
  }
  const { people, lines, can } = recipients.data;
  const marked = lines.find((line) => line.lineNo === lineNo);
  if (!can.write) {
    return marked === undefined ? null : (
      <span className="quiet small">{t('relations.forWhom', { name: marked.name ?? t('customers.unnamed') })}</span>
    );
  }
  return (
    <>
      <select
        className="plain-select recipient-choice"
        aria-label={t('relations.forLine', { what })}
        value={marked?.memberId ?? ''}
        disabled={mark.isPending}
        onChange={(event) =>
          mark.press(() => requestRecipient(orderId, lineNo, event.target.value === '' ? null : event.target.value))
        }
      >
        <option value="">{t('relations.forNobody')}</option>
        {people
          .filter(({ isBuyer }) => !isBuyer)
          .map(({ memberId, name, relationWord, relationLabel, sizes }) => (
            <option key={memberId} value={memberId}>
              {[
                name ?? t('customers.unnamed'),
                relationWord ?? relationLabel[currentLocale()],
                ...Object.values(sizes),
              ].join(' · ')}
            </option>
          ))}
      </select>
      {mark.error === null ? null : <Failure error={mark.error} />}
    </>
  );
}
