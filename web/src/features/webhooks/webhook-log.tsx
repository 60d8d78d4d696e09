import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { Section } from '../../ui/page.tsx';
import { MoreButton } from '../../ui/paged-list.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { type Delivery, type DeliveryState, deliveriesQuery, deliveryQuery, requestReplay } from './api.ts';

const STATES = ['pending', 'delivered', 'failed'] as const satisfies readonly DeliveryState[];

/** Everything that was sent to a webhook, newest first; a line opens to its attempts. */
export function WebhookLog({ webhookId }: { readonly webhookId: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<DeliveryState | null>(null);
  const list = useInfiniteQuery(deliveriesQuery(webhookId, state));
  const items = (list.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <Section
      title={t('webhooks.log')}
      actions={
        <Segmented
          size="small"
          value={state ?? 'all'}
          options={[
            { value: 'all', label: t('webhooks.logAll') },
            ...STATES.map((value) => ({ value, label: t(`webhooks.delivery.${value}`) })),
          ]}
          onChange={(value) => setState(STATES.find((one) => one === value) ?? null)}
        />
      }
    >
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? <p className="quiet">{t('webhooks.logEmpty')}</p> : null}
      <ul className="webhook-log">
        {items.map((delivery) => (
          <DeliveryLine key={delivery.id} delivery={delivery} />
        ))}
      </ul>
      <MoreButton list={list} label={t('webhooks.more')} />
    </Section>
  );
}

function DeliveryLine({ delivery }: { readonly delivery: Delivery }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <li>
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>
          <span className={`webhook-mark is-${delivery.state}`}>{t(`webhooks.delivery.${delivery.state}`)}</span>
          <code>{delivery.type}</code>
          <span className="quiet small">
            {[
              delivery.lastFault,
              delivery.attempts > 1 ? t('webhooks.attempts', { count: delivery.attempts }) : null,
              delivery.nextAt === null || delivery.attempts === 0
                ? null
                : t('webhooks.nextTry', { when: formatInstant(delivery.nextAt) }),
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
          <time className="quiet small figures" dateTime={delivery.createdAt}>
            {formatInstant(delivery.createdAt)}
          </time>
        </summary>
        {isOpen ? <DeliveryDetail id={delivery.id} /> : null}
      </details>
    </li>
  );
}

function DeliveryDetail({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const detail = useQuery(deliveryQuery(id));
  const [key, setKey] = useState(() => crypto.randomUUID());
  const replay = useMutation({
    mutationFn: () => requestReplay(id, key),
    onSuccess: async () => {
      setKey(crypto.randomUUID());
      await queryClient.invalidateQueries({ queryKey: ['outgoing'] });
    },
  });
  if (detail.isPending) {
    return <Skeleton shape="lines" />;
  }
  if (detail.isError) {
    return <Failure error={detail.error} onRetry={() => void detail.refetch()} />;
  }
  return (
    <div className="webhook-detail">
      <ol>
        {detail.data.log.map((attempt) => (
          <li key={attempt.at}>
            <strong className="figures">{attempt.status ?? t('webhooks.noAnswer')}</strong>{' '}
            <span className="quiet small">
              {t('webhooks.attemptLine', { at: formatInstant(attempt.at), ms: attempt.durationMs })}
            </span>
            {attempt.fault === null ? null : <div>{attempt.fault}</div>}
            {attempt.answer === null || attempt.answer === '' ? null : <code>{attempt.answer}</code>}
          </li>
        ))}
      </ol>
      <pre aria-label={t('webhooks.payload')}>{JSON.stringify(detail.data.payload, null, 2)}</pre>
      {replay.isError ? <Failure error={replay.error} /> : null}
      {detail.data.state === 'pending' ? null : (
        <Button size="small" loading={replay.isPending} onClick={() => replay.mutate()}>
          {t('webhooks.replay')}
        </Button>
      )}
    </div>
  );
}
