import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { Section } from '../../ui/page.tsx';
import { MoreButton } from '../../ui/paged-list.tsx';
import { CopyText } from '../../ui/shown-once.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import {
  type Connector,
  deliveriesQuery,
  requestChangeConnector,
  requestPull,
  requestRotateConnector,
  requestTest,
} from './api.ts';

interface ConnectorPanelProps {
  readonly connector: Connector;
  readonly canManage: boolean;
  readonly onSecret: (secret: string) => void;
}

/** Where the shop sends its messages, what can be done, and what arrived. */
export function ConnectorPanel({ connector, canManage, onSecret }: ConnectorPanelProps) {
  const { t } = useTranslation();
  return (
    <>
      <Section title={t('connections.webhook')} note={t('connections.webhookNote')}>
        <CopyText label={t('connections.webhook')} text={location.origin + connector.webhookPath} />
      </Section>
      {canManage ? <ConnectorActions connector={connector} onSecret={onSecret} /> : null}
      <DeliveryLog connectorId={connector.id} />
    </>
  );
}

function ConnectorActions({ connector, onSecret }: Omit<ConnectorPanelProps, 'canManage'>) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { id } = connector;
  const act = useMutation({
    mutationFn: (run: () => Promise<void>) => run(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['connections'] }),
  });
  const test = useMutation({ mutationFn: () => requestTest(id) });
  return (
    <>
      <div className="connection-actions">
        {connector.pulls ? (
          <>
            <Button loading={test.isPending} onClick={() => test.mutate()}>
              {t('connections.test')}
            </Button>
            <Button onClick={() => act.mutate(() => requestPull(id))}>{t('connections.pullNow')}</Button>
          </>
        ) : null}
        <Button onClick={() => act.mutate(() => requestChangeConnector(id, { enabled: !connector.enabled }))}>
          {connector.enabled ? t('connections.stop') : t('connections.resume')}
        </Button>
        <Button onClick={() => act.mutate(async () => onSecret(await requestRotateConnector(id)))}>
          {t('connections.rotateSigning')}
        </Button>
      </div>
      <p aria-live="polite" className={test.data?.ok === false ? 'is-warning' : 'quiet'}>
        {test.data === undefined
          ? null
          : test.data.ok
            ? t('connections.testOk', { count: test.data.items })
            : test.data.problem}
      </p>
      {test.isError ? <Failure error={test.error} /> : null}
      {act.isError ? <Failure error={act.error} /> : null}
    </>
  );
}

function DeliveryLog({ connectorId }: { readonly connectorId: string }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(deliveriesQuery(connectorId));
  const items = (list.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <Section title={t('connections.log')}>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? <p className="quiet">{t('connections.logEmpty')}</p> : null}
      <ul className="connection-log">
        {items.map((delivery) => (
          <li key={delivery.id}>
            <span className={`connection-mark is-${delivery.status}`}>
              {t(`connections.delivery.${delivery.status}`)}
            </span>
            <span>
              {t(`connections.way.${delivery.way}`)} {delivery.topic === null ? null : <code>{delivery.topic}</code>}{' '}
              {t('connections.recordsCount', { count: delivery.records })}
            </span>
            <time className="quiet small figures" dateTime={delivery.at}>
              {formatInstant(delivery.at)}
            </time>
            {delivery.reason === null ? null : <span className="small connection-reason">{delivery.reason}</span>}
          </li>
        ))}
      </ul>
      <MoreButton list={list} label={t('connections.more')} />
    </Section>
  );
}
