import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatList } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { RowMenu } from '../../../ui/row-menu.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { ShownOnce } from '../../../ui/shown-once.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { type ApiKey, apiKeysQuery, requestRevoke, rolesQuery } from '../api.ts';
import '../api-keys.css';
import { KeyDialog } from '../key-form.tsx';

/** Keys of other systems: what they may, in whose name, and when they were last used. */
export function ApiKeysPage() {
  const { t } = useTranslation();
  const list = useQuery(apiKeysQuery());
  const [asked, setAsked] = useState<'new' | ApiKey | null>(null);
  const [made, setMade] = useState<string | null>(null);
  const items = list.data?.items ?? [];
  const add = (
    <Button type="primary" onClick={() => setAsked('new')}>
      {t('apiKeys.new')}
    </Button>
  );
  return (
    <SettingsFrame title={t('apiKeys.title')} lead={t('apiKeys.lead')} {...(items.length > 0 ? { actions: add } : {})}>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? (
        <Empty icon="settings" title={t('apiKeys.emptyTitle')} body={t('apiKeys.emptyBody')}>
          {add}
        </Empty>
      ) : null}
      <ul className="key-list">
        {items.map((key) => (
          <li key={key.id}>
            <KeyRow apiKey={key} onEdit={() => setAsked(key)} />
          </li>
        ))}
      </ul>
      {asked === null ? null : (
        <KeyDialog {...(asked === 'new' ? {} : { apiKey: asked })} onClose={() => setAsked(null)} onCreated={setMade} />
      )}
      {made === null ? null : (
        <ShownOnce
          title={t('apiKeys.madeTitle')}
          secret={made}
          note={t('apiKeys.madeNote')}
          onClose={() => setMade(null)}
        />
      )}
    </SettingsFrame>
  );
}

interface KeyRowProps {
  readonly apiKey: ApiKey;
  readonly onEdit: () => void;
}

function KeyRow({ apiKey, onEdit }: KeyRowProps) {
  const { t } = useTranslation();
  const roles = useQuery(rolesQuery()).data?.items ?? [];
  const [isRevoking, setIsRevoking] = useState(false);
  const role = roles.find(({ name }) => name === apiKey.role)?.label[currentLocale()] ?? apiKey.role;
  const isRevoked = apiKey.revokedAt !== null;
  return (
    <>
      <div className="key-facts">
        <span className="key-name">
          <strong>{apiKey.name}</strong>
          <code className="quiet">{apiKey.hint}…</code>
        </span>
        <span className="small">
          {role} ·{' '}
          {apiKey.sources === null
            ? t('apiKeys.allSources')
            : t('apiKeys.onlySources', { sources: formatList(apiKey.sources, currentLocale()) })}
        </span>
        <span className="quiet small">
          {apiKey.revokedAt === null
            ? apiKey.lastUsedAt === null
              ? t('apiKeys.neverUsed')
              : t('apiKeys.lastUsed', { when: formatInstant(apiKey.lastUsedAt) })
            : t('apiKeys.revoked', { when: formatInstant(apiKey.revokedAt) })}
        </span>
      </div>
      {isRevoked ? null : (
        <RowMenu
          name={apiKey.name}
          items={[
            { key: 'edit', label: t('apiKeys.edit'), onChoose: onEdit },
            { key: 'revoke', label: t('apiKeys.revoke'), onChoose: () => setIsRevoking(true), isApart: true },
          ]}
        />
      )}
      {isRevoking ? <RevokeDialog apiKey={apiKey} onClose={() => setIsRevoking(false)} /> : null}
    </>
  );
}

/** A key that is gone cannot be brought back, so this one is asked for. */
function RevokeDialog({ apiKey, onClose }: { readonly apiKey: ApiKey; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => requestRevoke(apiKey.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['api-keys'] });
      onClose();
    },
  });
  return (
    <Dialog label={t('apiKeys.revoke')} onClose={onClose}>
      <div className="dialog-content">
        <p>{t('apiKeys.revokeAsk', { name: apiKey.name })}</p>
        {revoke.isError ? <Failure error={revoke.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" danger loading={revoke.isPending} onClick={() => revoke.mutate()}>
            {t('apiKeys.revoke')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
