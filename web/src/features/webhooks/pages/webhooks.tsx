import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../../i18n/format.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { ShownOnce } from '../../../ui/shown-once.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import {
  requestRemove,
  requestReplayFailed,
  requestRotate,
  requestTest,
  requestUpdate,
  type Webhook,
  webhooksQuery,
} from '../api.ts';
import { WebhookDialog } from '../webhook-form.tsx';
import { WebhookLog } from '../webhook-log.tsx';
import '../webhooks.css';

/** Who is told of changes, and whether it arrives. */
export function WebhooksPage() {
  const { t } = useTranslation();
  const list = useQuery(webhooksQuery());
  const [isNew, setIsNew] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const items = list.data?.items ?? [];
  const open = items.find((webhook) => webhook.id === openId);
  const add = (
    <Button type="primary" onClick={() => setIsNew(true)}>
      {t('webhooks.new')}
    </Button>
  );
  return (
    <SettingsFrame
      title={t('webhooks.title')}
      lead={t('webhooks.lead')}
      {...(items.length > 0 ? { actions: add } : {})}
    >
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? (
        <Empty icon="upload" title={t('webhooks.emptyTitle')} body={t('webhooks.emptyBody')}>
          {add}
        </Empty>
      ) : null}
      <ul className="webhook-list">
        {items.map((webhook) => (
          <li key={webhook.id}>
            <button type="button" className="webhook-row" onClick={() => setOpenId(webhook.id)}>
              <WebhookSummary webhook={webhook} />
            </button>
          </li>
        ))}
      </ul>
      {open === undefined ? null : (
        <Panel label={open.name} onClose={() => setOpenId(null)}>
          <WebhookSummary webhook={open} />
          <WebhookActions webhook={open} onSecret={setSecret} onRemoved={() => setOpenId(null)} />
          <WebhookLog webhookId={open.id} />
        </Panel>
      )}
      {isNew ? (
        <WebhookDialog
          onClose={() => setIsNew(false)}
          onCreated={(made) => {
            setIsNew(false);
            setSecret(made);
          }}
        />
      ) : null}
      {secret === null ? null : (
        <ShownOnce
          title={t('webhooks.secretTitle')}
          secret={secret}
          note={t('webhooks.secretNote')}
          onClose={() => setSecret(null)}
        />
      )}
    </SettingsFrame>
  );
}

function WebhookSummary({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation();
  // One that is paused or disabled says so; what failed before then stands below.
  const state = webhook.state === 'active' && webhook.failingSince !== null ? 'failing' : webhook.state;
  return (
    <span className="webhook-summary">
      <span className="webhook-name">
        <strong>{webhook.name}</strong>
        <span className={`webhook-mark is-${state}`}>{t(`webhooks.state.${state}`)}</span>
      </span>
      <span className="quiet">{webhook.url}</span>
      <span className="quiet small">
        {[
          webhook.eventTypes.includes('*')
            ? t('webhooks.allEvents')
            : t('webhooks.eventsCount', { count: webhook.eventTypes.length }),
          webhook.pending > 0 ? t('webhooks.pending', { count: webhook.pending }) : null,
          webhook.failed > 0 ? t('webhooks.failed', { count: webhook.failed }) : null,
          webhook.lastDeliveredAt === null
            ? t('webhooks.never')
            : t('webhooks.lastDelivered', { when: formatInstant(webhook.lastDeliveredAt) }),
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </span>
      {webhook.disabledReason === null ? null : <span className="is-warning small">{webhook.disabledReason}</span>}
      {webhook.failingSince === null || webhook.retryAt === null ? null : (
        <span className="is-warning small">
          {t('webhooks.failing', {
            since: formatInstant(webhook.failingSince),
            retry: formatInstant(webhook.retryAt),
          })}
        </span>
      )}
    </span>
  );
}

interface WebhookActionsProps {
  readonly webhook: Webhook;
  readonly onSecret: (secret: string) => void;
  readonly onRemoved: () => void;
}

type Ask = 'edit' | 'rotate' | 'remove' | null;

function WebhookActions({ webhook, onSecret, onRemoved }: WebhookActionsProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [ask, setAsk] = useState<Ask>(null);
  const { id } = webhook;
  // One key per press; a press that failed on its way is repeated under the same one.
  const act = useMutation({
    mutationFn: ({ run }: { readonly run: () => Promise<unknown> }) => run(),
    onSuccess: async () => {
      setAsk(null);
      await queryClient.invalidateQueries({ queryKey: ['outgoing'] });
    },
  });
  const press = (run: (key: string) => Promise<unknown>): void => {
    const key = crypto.randomUUID();
    act.mutate({ run: () => run(key) });
  };
  const isActive = webhook.state === 'active';
  return (
    <div className="webhook-actions">
      <Button onClick={() => press((key) => requestTest(id, key))}>{t('webhooks.test')}</Button>
      <Button onClick={() => setAsk('edit')}>{t('webhooks.edit')}</Button>
      <Button onClick={() => press(() => requestUpdate(id, { state: isActive ? 'paused' : 'active' }))}>
        {isActive ? t('webhooks.pause') : t('webhooks.resume')}
      </Button>
      <Button onClick={() => setAsk('rotate')}>{t('webhooks.rotate')}</Button>
      {webhook.failed > 0 ? (
        <Button onClick={() => press((key) => requestReplayFailed(id, key))}>{t('webhooks.replayFailed')}</Button>
      ) : null}
      <Button danger onClick={() => setAsk('remove')}>
        {t('webhooks.remove')}
      </Button>
      {act.isError && ask === null ? <Failure error={act.error} /> : null}
      {ask === 'edit' ? (
        <WebhookDialog webhook={webhook} onClose={() => setAsk(null)} onCreated={() => undefined} />
      ) : null}
      {ask === 'rotate' || ask === 'remove' ? (
        <Dialog label={t(`webhooks.${ask}`)} onClose={() => setAsk(null)}>
          <div className="dialog-content">
            <p>
              {ask === 'rotate'
                ? t('webhooks.rotateAsk')
                : t('webhooks.removeAsk', { name: webhook.name, pending: webhook.pending })}
            </p>
            {act.isError ? <Failure error={act.error} /> : null}
            <div className="dialog-actions">
              <Button onClick={() => setAsk(null)}>{t('common.cancel')}</Button>
              <Button
                type="primary"
                danger={ask === 'remove'}
                loading={act.isPending}
                onClick={() =>
                  press(async (key) => {
                    if (ask === 'rotate') {
                      onSecret((await requestRotate(id, key)).secret);
                    } else {
                      await requestRemove(id);
                      onRemoved();
                    }
                  })
                }
              >
                {t(`webhooks.${ask}`)}
              </Button>
            </div>
          </div>
        </Dialog>
      ) : null}
    </div>
  );
}
