import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatInstant } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { type Explanation, explanationQuery, type PartingWish } from './api.ts';
import { DetachDialog, type Detaching } from './detach-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { UnmergeDialog } from './unmerge-dialog.tsx';
import './reviews.css';

type Open =
  | { readonly is: 'merge' }
  | { readonly is: 'unmerge'; readonly wish: PartingWish }
  | { readonly is: 'detach'; readonly what: Detaching };

/** Why these records are one person: what each states, what holds them together, and the ways to change it. */
export function IdentitySection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const why = useQuery(explanationQuery(customerId));
  const [open, setOpen] = useState<Open | null>(null);
  const mayMerge = why.data?.can.merge === true;
  const close = (): void => setOpen(null);
  return (
    <Section
      title={t('reviews.why')}
      {...(mayMerge
        ? {
            actions: (
              <Button size="small" onClick={() => setOpen({ is: 'merge' })}>
                {t('reviews.merge.open')}
              </Button>
            ),
          }
        : {})}
    >
      {why.isPending ? <Skeleton shape="lines" /> : null}
      {why.isError ? <Failure error={why.error} onRetry={() => void why.refetch()} /> : null}
      {why.isSuccess ? <Why why={why.data} mayMerge={mayMerge} onOpen={setOpen} /> : null}
      {open?.is === 'merge' ? <MergeDialog customerId={customerId} onClose={close} /> : null}
      {open?.is === 'unmerge' ? <UnmergeDialog customerId={customerId} wish={open.wish} onClose={close} /> : null}
      {open?.is === 'detach' ? <DetachDialog customerId={customerId} what={open.what} onClose={close} /> : null}
    </Section>
  );
}

interface WhyProps {
  readonly why: Explanation;
  readonly mayMerge: boolean;
  readonly onOpen: (open: Open) => void;
}

function Why({ why, mayMerge, onOpen }: WhyProps) {
  const { t } = useTranslation();
  const isSeveral = why.records.filter(({ byHand }) => !byHand).length > 1;
  return (
    <>
      <ul>
        {why.records.map((record) => (
          <li key={record.id} className="why-record">
            <span>
              {record.label} <span className="quiet small">{formatDate(record.createdAt)}</span>
              {mayMerge && isSeveral && !record.byHand ? (
                <button
                  type="button"
                  className="rule-more"
                  aria-label={t('reviews.partOf', { name: record.label })}
                  onClick={() => onOpen({ is: 'unmerge', wish: { recordIds: [record.id] } })}
                >
                  {t('reviews.part')}
                </button>
              ) : null}
            </span>
            <Identifiers record={record} mayMerge={mayMerge} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {why.hiddenRecords > 0 ? (
        <p className="quiet small">{t('reviews.hidden', { count: why.hiddenRecords })}</p>
      ) : null}
      <ul>
        {why.merges.map((merge) => (
          <li key={merge.id} className="why-merge">
            <span>{t(`reviews.mergedBy.${merge.origin}`, { by: merge.by, when: formatInstant(merge.at) })}</span>
            <span className="quiet small">{merge.reason}</span>
            {mayMerge ? (
              <Button size="small" onClick={() => onOpen({ is: 'unmerge', wish: { mergeId: merge.id } })}>
                {t('reviews.unmerge.open')}
              </Button>
            ) : null}
          </li>
        ))}
        {why.aparts.map(({ id, customer, by, at, reason }) => (
          <li key={id} className="why-merge">
            <span>
              {t('reviews.apartFrom')}{' '}
              <Link to="/customers/$customerId" params={{ customerId: customer.id }}>
                {customer.name ?? t('customers.unnamed')}
              </Link>
            </span>
            <span className="quiet small">{t('reviews.apartBy', { by, when: formatDate(at), reason })}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

interface IdentifiersProps {
  readonly record: Explanation['records'][number];
  readonly mayMerge: boolean;
  readonly onOpen: (open: Open) => void;
}

function Identifiers({ record, mayMerge, onOpen }: IdentifiersProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  return (
    <ul>
      {record.identifiers.map(({ kind, label, shown, sharedWith, withheld }) => (
        <li key={`${kind}:${shown}`} className="why-identifier small">
          <span className={withheld === null ? undefined : 'is-off'}>
            {label[locale]} {shown}
          </span>
          {sharedWith.length > 0 ? (
            <span className="quiet">{t('reviews.sharedWith', { count: sharedWith.length })}</span>
          ) : null}
          {withheld === null ? null : <span className="quiet">{withheld.label[locale]}</span>}
          {withheld === null && mayMerge ? (
            <button
              type="button"
              className="rule-more"
              aria-label={t('reviews.detach.of', { what: `${label[locale]} ${shown}` })}
              onClick={() =>
                onOpen({ is: 'detach', what: { recordId: record.id, kind, shown, name: `${label[locale]} ${shown}` } })
              }
            >
              {t('reviews.detach.open')}
            </button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
