import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../../i18n/format.ts';
import { Section } from '../../../ui/page.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { ShownOnce } from '../../../ui/shown-once.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { type Connector, connectorsQuery, type MadeConnector, type Site, sitesQuery } from '../api.ts';
import { ConnectorDialog } from '../connector-form.tsx';
import { ConnectorPanel } from '../connector-panel.tsx';
import { SiteDialog } from '../site-form.tsx';
import { SitePanel } from '../site-panel.tsx';
import '../connections.css';

type Asked = 'site' | 'connector' | null;

/** Shops that send to us, and sites whose script tells what happens there. */
export function ConnectionsPage() {
  const { t } = useTranslation();
  const connectors = useQuery(connectorsQuery());
  const sites = useQuery(sitesQuery());
  const [asked, setAsked] = useState<Asked>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const [secret, setSecret] = useState<{ readonly text: string; readonly of: 'site' | 'connector' } | null>(null);
  const connector = connectors.data?.items.find(({ id }) => id === openId);
  const site = sites.data?.items.find(({ id }) => id === openId);
  /** The secret first; behind it waits the address that the shop needs as well. */
  const connected = ({ id, signing }: MadeConnector): void => {
    setAsked(null);
    setOpenId(id);
    setSecret(signing === null ? null : { text: signing, of: 'connector' });
  };
  const madeSite = (text: string): void => {
    setAsked(null);
    setSecret({ text, of: 'site' });
  };
  return (
    <SettingsFrame title={t('connections.title')} lead={t('connections.lead')}>
      <Listing
        title={t('connections.connectors')}
        empty={t('connections.connectorsEmpty')}
        add={t('connections.newConnector')}
        query={connectors}
        onAdd={() => setAsked('connector')}
        onOpen={setOpenId}
        render={(each) => <ConnectorSummary connector={each} />}
      />
      <Listing
        title={t('connections.sites')}
        empty={t('connections.sitesEmpty')}
        add={t('connections.newSite')}
        query={sites}
        onAdd={() => setAsked('site')}
        onOpen={setOpenId}
        render={(each) => <SiteSummary site={each} />}
      />
      {connector === undefined ? null : (
        <Panel label={connector.name} onClose={() => setOpenId(null)}>
          <ConnectorSummary connector={connector} />
          <ConnectorPanel
            connector={connector}
            canManage={connectors.data?.can.manage === true}
            onSecret={(text) => setSecret({ text, of: 'connector' })}
          />
        </Panel>
      )}
      {site === undefined ? null : (
        <Panel label={site.name} onClose={() => setOpenId(null)}>
          <SiteSummary site={site} />
          <SitePanel
            site={site}
            canManage={sites.data?.can.manage === true}
            onSecret={(text) => setSecret({ text, of: 'site' })}
          />
        </Panel>
      )}
      {asked === 'connector' ? <ConnectorDialog onClose={() => setAsked(null)} onCreated={connected} /> : null}
      {asked === 'site' ? <SiteDialog onClose={() => setAsked(null)} onCreated={madeSite} /> : null}
      {secret === null ? null : (
        <ShownOnce
          secret={secret.text}
          note={t(`connections.secretNote.${secret.of}`)}
          onClose={() => setSecret(null)}
        />
      )}
    </SettingsFrame>
  );
}

interface ListingProps<T extends { readonly id: string }> {
  readonly title: string;
  readonly empty: string;
  readonly add: string;
  readonly query: {
    readonly data: { readonly items: readonly T[]; readonly can: { readonly manage: boolean } } | undefined;
    readonly isPending: boolean;
    readonly error: Error | null;
    readonly refetch: () => Promise<unknown>;
  };
  readonly onAdd: () => void;
  readonly onOpen: (id: string) => void;
  readonly render: (item: T) => ReactNode;
}

function Listing<T extends { readonly id: string }>({ title, empty, add, query, ...on }: ListingProps<T>) {
  const items = query.data?.items ?? [];
  const canManage = query.data?.can.manage === true;
  return (
    <Section title={title} {...(canManage ? { actions: <Button onClick={on.onAdd}>{add}</Button> } : {})}>
      {query.isPending ? <Skeleton shape="lines" /> : null}
      {query.error !== null && query.data === undefined ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.data !== undefined && items.length === 0 ? <p className="quiet">{empty}</p> : null}
      <ul className="connection-list">
        {items.map((item) => (
          <li key={item.id}>
            <button type="button" className="connection-row" onClick={() => on.onOpen(item.id)}>
              {on.render(item)}
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ConnectorSummary({ connector }: { readonly connector: Connector }) {
  const { t } = useTranslation();
  const { lastDelivery } = connector;
  return (
    <span className="connection-summary">
      <Name name={connector.name} isOn={connector.enabled} />
      <span className="quiet small">
        {connector.source} ·{' '}
        {lastDelivery === null
          ? t('connections.never')
          : t('connections.lastDelivery', {
              when: formatInstant(lastDelivery.at),
              status: t(`connections.delivery.${lastDelivery.status}`),
            })}
      </span>
      {connector.lastFailure === null ? null : <span className="is-warning small">{connector.lastFailure}</span>}
    </span>
  );
}

function SiteSummary({ site }: { readonly site: Site }) {
  const { t } = useTranslation();
  return (
    <span className="connection-summary">
      <Name name={site.name} isOn={site.enabled} />
      <span className="quiet small">{site.origins.join(' · ')}</span>
      <span className="quiet small">
        {site.lastEventAt === null
          ? t('connections.never')
          : t('connections.lastEvent', { when: formatInstant(site.lastEventAt) })}
      </span>
    </span>
  );
}

function Name({ name, isOn }: { readonly name: string; readonly isOn: boolean }) {
  const { t } = useTranslation();
  return (
    <span className="connection-name">
      <strong>{name}</strong>
      <span className={`connection-mark is-${isOn ? 'accepted' : 'refused'}`}>
        {isOn ? t('connections.on') : t('connections.off')}
      </span>
    </span>
  );
}
