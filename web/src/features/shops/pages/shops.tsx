import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { SalesChannel, Shop } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Section } from '../../../ui/page.tsx';
import { RowMenu } from '../../../ui/row-menu.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Empty, Failure, Notice, Skeleton } from '../../../ui/states.tsx';
import { requestRemoveShop, shopsQuery } from '../api.ts';
import { ChannelDialog } from '../channel-form.tsx';
import { ShopDialog } from '../shop-form.tsx';
import '../shops.css';

type Asked =
  | { readonly what: 'shop'; readonly shop: Shop | null }
  | { readonly what: 'remove'; readonly shop: Shop }
  | { readonly what: 'channel'; readonly channel: SalesChannel | null };

/** Shops, the sources that bring their orders, and the sales channels that reports tell apart. */
export function ShopsPage() {
  const { t } = useTranslation();
  const list = useQuery(shopsQuery());
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  const { items = [], channels = [], sources = [] } = list.data ?? {};
  const mapped = new Set(items.flatMap((shop) => shop.sources));
  const unmapped = sources.filter((source) => !mapped.has(source));
  const add = (
    <Button type="primary" onClick={() => setAsked({ what: 'shop', shop: null })}>
      {t('shops.new')}
    </Button>
  );
  return (
    <SettingsFrame title={t('shops.title')} lead={t('shops.lead')} {...(items.length > 0 ? { actions: add } : {})}>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError && list.data === undefined ? (
        <Failure error={list.error} onRetry={() => void list.refetch()} />
      ) : null}
      {list.isSuccess && unmapped.length > 0 ? (
        <Notice>{t('shops.unmapped', { sources: unmapped.join(currentLocale() === 'en' ? ', ' : '、') })}</Notice>
      ) : null}
      {list.isSuccess && items.length === 0 ? (
        <Empty icon="goods" title={t('shops.emptyTitle')} body={t('shops.emptyBody')}>
          {add}
        </Empty>
      ) : null}
      {items.length === 0 ? null : (
        <ul className="shop-list">
          {items.map((shop) => (
            <li key={shop.id}>
              <ShopRow shop={shop} channels={channels} onAsk={setAsked} />
            </li>
          ))}
        </ul>
      )}
      {list.isSuccess ? <Channels channels={channels} onAsk={setAsked} /> : null}
      {asked?.what === 'shop' ? (
        <ShopDialog shop={asked.shop} channels={channels} sources={sources} onClose={close} />
      ) : null}
      {asked?.what === 'channel' ? <ChannelDialog channel={asked.channel} onClose={close} /> : null}
      {asked?.what === 'remove' ? <RemoveDialog shop={asked.shop} onClose={close} /> : null}
    </SettingsFrame>
  );
}

interface ShopRowProps {
  readonly shop: Shop;
  readonly channels: readonly SalesChannel[];
  readonly onAsk: (asked: Asked) => void;
}

function ShopRow({ shop, channels, onAsk }: ShopRowProps) {
  const { t } = useTranslation();
  const channel = channels.find(({ key }) => key === shop.channel)?.label[currentLocale()] ?? shop.channel;
  return (
    <div className="shop-row">
      <div className="shop-text">
        <span>
          <Link to="/orders" search={{ shop: shop.id }}>
            {shop.name}
          </Link>
          {shop.archived ? <span className="quiet small"> {t('shops.archived')}</span> : null}
        </span>
        <span className="quiet small">
          {[channel, shop.platform, shop.currency, shop.sources.join(', ') || t('shops.sourcesNone')]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      </div>
      <RowMenu
        name={shop.name}
        items={[
          { key: 'edit', label: t('shops.edit'), onChoose: () => onAsk({ what: 'shop', shop }) },
          { key: 'remove', label: t('shops.remove'), onChoose: () => onAsk({ what: 'remove', shop }), isApart: true },
        ]}
      />
    </div>
  );
}

function Channels({
  channels,
  onAsk,
}: {
  readonly channels: readonly SalesChannel[];
  readonly onAsk: (asked: Asked) => void;
}) {
  const { t } = useTranslation();
  return (
    <Section
      title={t('shops.channels')}
      actions={
        <Button size="small" onClick={() => onAsk({ what: 'channel', channel: null })}>
          {t('shops.channelNew')}
        </Button>
      }
    >
      <ul className="shop-list is-dense">
        {channels.map((channel) => (
          <li key={channel.key}>
            <div className="shop-row">
              <div className="shop-text">
                <span>
                  {channel.label[currentLocale()]}{' '}
                  <span className="quiet small">
                    {[channel.builtIn ? t('shops.builtIn') : channel.key, channel.archived ? t('shops.archived') : null]
                      .filter((part) => part !== null)
                      .join(' · ')}
                  </span>
                </span>
              </div>
              <RowMenu
                name={channel.label[currentLocale()]}
                items={[
                  { key: 'edit', label: t('shops.channelEdit'), onChoose: () => onAsk({ what: 'channel', channel }) },
                ]}
              />
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function RemoveDialog({ shop, onClose }: { readonly shop: Shop; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => requestRemoveShop(shop.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['commerce'] });
      onClose();
    },
  });
  return (
    <Dialog label={t('shops.remove')} onClose={onClose}>
      <div className="dialog-content">
        <p>{t('shops.removeAsk', { name: shop.name })}</p>
        {remove.isError ? <Failure error={remove.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" danger loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('shops.remove')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
