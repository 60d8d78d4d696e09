import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { offerUndo } from '../../ui/undo.ts';
import { type Confirmations, confirmationsQuery, customerQualityQuery, requestConfirmation } from './api.ts';
import './data-quality.css';

const PARTS = ['score', 'completeness', 'validity', 'freshness'] as const;

/** How good the data about one customer are, and what is missing or wrong. */
export function QualitySection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const quality = useQuery(customerQualityQuery(customerId));
  const join = locale === 'en' ? ', ' : '、';
  return (
    <Section title={t('portrait.quality')}>
      {quality.isPending ? <Skeleton shape="lines" /> : null}
      {quality.isError ? <Failure error={quality.error} onRetry={() => void quality.refetch()} /> : null}
      {quality.data === undefined ? null : (
        <div className="quality-card">
          <dl className="quality-parts figures">
            {PARTS.map((part) => (
              <div key={part}>
                <dt>{t(`quality.${part}`)}</dt>
                <dd>{quality.data[part]}</dd>
              </div>
            ))}
          </dl>
          <span className="quiet small">{t('quality.heardAt', { date: formatDate(quality.data.heardAt) })}</span>
          {quality.data.missing.length === 0 ? null : (
            <span>
              {t('quality.missing', { fields: quality.data.missing.map(({ label }) => label[locale]).join(join) })}
            </span>
          )}
          {quality.data.faults.length === 0 ? (
            <span className="quiet">{t('quality.good')}</span>
          ) : (
            <ul className="quality-lines">
              {quality.data.faults.map(({ fault, label, rule }) => (
                <li key={fault}>
                  <span>{label[locale]}</span>
                  <span className="quiet small">{rule[locale]}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Section>
  );
}

/** When each group of fields was heard of last, and saying that it still holds. */
export function ConfirmSection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const confirmations = useQuery(confirmationsQuery(customerId));
  const confirm = useMutation({
    mutationFn: ({ groups, key }: { readonly groups: readonly string[]; readonly key: string }) =>
      requestConfirmation(customerId, groups, key),
    onSuccess: (answer) => {
      client.setQueryData(confirmationsQuery(customerId).queryKey, answer);
      offerUndo(t('quality.confirmed'));
      return client.invalidateQueries({ queryKey: customerQualityQuery(customerId).queryKey });
    },
  });
  const { data } = confirmations;
  return (
    <Section title={t('quality.confirm')}>
      {confirmations.isPending ? <Skeleton shape="lines" /> : null}
      {confirmations.isError ? (
        <Failure error={confirmations.error} onRetry={() => void confirmations.refetch()} />
      ) : null}
      {data?.groups.length === 0 ? <p className="quiet">{t('quality.confirmNone')}</p> : null}
      {data === undefined || data.open === null ? null : (
        <p className="quiet small">{t('quality.confirmOpen', { date: formatDate(data.open.requestedAt) })}</p>
      )}
      <ul className="quality-lines">
        {(data?.groups ?? []).map((group) => (
          <GroupLine
            key={group.group}
            group={group}
            onConfirm={
              data?.can.confirm === true
                ? () => confirm.mutate({ groups: [group.group], key: crypto.randomUUID() })
                : null
            }
            isBusy={confirm.isPending}
          />
        ))}
      </ul>
      {confirm.isError ? <Failure error={confirm.error} /> : null}
    </Section>
  );
}

interface LineProps {
  readonly group: Confirmations['groups'][number];
  readonly onConfirm: (() => void) | null;
  readonly isBusy: boolean;
}

function GroupLine({ group, onConfirm, isBusy }: LineProps) {
  const { t } = useTranslation();
  const { label, heardAt, confirmedAt, confirmedBy, dueAt, isDue } = group;
  const name = label[currentLocale()];
  return (
    <li>
      <span className="dictionary-field">
        <span>{name}</span>
        <span className="quiet small">
          {confirmedAt === null || confirmedAt < heardAt
            ? t('quality.heard', { date: formatDate(heardAt) })
            : t('quality.confirmedBy', { name: confirmedBy ?? '', date: formatDate(confirmedAt) })}
          {' · '}
          {isDue ? t('quality.confirmDue') : t('quality.confirmUntil', { date: formatDate(dueAt) })}
        </span>
      </span>
      {onConfirm === null ? null : (
        <Button size="small" disabled={isBusy} aria-label={`${t('quality.confirmNow')} ${name}`} onClick={onConfirm}>
          {t('quality.confirmNow')}
        </Button>
      )}
    </li>
  );
}
