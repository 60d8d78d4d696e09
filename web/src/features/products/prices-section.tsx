import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Product } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatMoney } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { costsQuery, PRODUCT_KEYS, pricesQuery, requestPriceCancel } from './api.ts';
import { PriceChart } from './price-chart.tsx';
import { PricePanel } from './price-panel.tsx';
import { type PriceChange, priceSteps } from './price-steps.ts';
import { Who } from './product-marks.tsx';
import './prices.css';

interface HistoryProps {
  readonly product: Product;
  readonly what: 'price' | 'cost';
}

/** Prices (or costs) over time: a line of steps, then every change with who, when and why. */
export function PricesSection({ product, what }: HistoryProps) {
  const { t } = useTranslation();
  const isCost = what === 'cost';
  const history = useQuery(isCost ? costsQuery(product.id) : pricesQuery(product.id));
  const [isChanging, setIsChanging] = useState(false);
  const items = history.data?.items ?? [];
  const sku = product.skus[0];
  const steps = isCost || sku === undefined ? [] : priceSteps(items, sku.id);
  return (
    <Section
      title={t(isCost ? 'products.costs' : 'products.prices')}
      {...(product.can.write
        ? {
            actions: (
              <Button size="small" onClick={() => setIsChanging(true)}>
                {t(isCost ? 'products.costChange' : 'products.priceChange')}
              </Button>
            ),
          }
        : {})}
    >
      {history.isPending ? <Skeleton shape="lines" /> : null}
      {history.isError ? <Failure error={history.error} onRetry={() => void history.refetch()} /> : null}
      {history.isSuccess && items.length === 0 ? (
        <p className="quiet">{t(isCost ? 'products.costsEmpty' : 'products.pricesEmpty')}</p>
      ) : null}
      <PriceChart steps={steps} currency={product.currency} now={history.dataUpdatedAt} />
      {items.length === 0 ? null : (
        <ol className="changes">
          {items.map((change) => (
            <ChangeLine key={change.id} change={change} product={product} />
          ))}
        </ol>
      )}
      {isChanging ? <PricePanel product={product} what={what} onClose={() => setIsChanging(false)} /> : null}
    </Section>
  );
}

/** Lines that say the same of several SKUs as one. */
function groupsOf(change: PriceChange): readonly (readonly [PriceChange['lines'][number], number])[] {
  const groups = Map.groupBy(change.lines, (line) => `${line.amountMinor} ${line.beforeMinor}`);
  return [...groups.values()].flatMap((lines) => (lines[0] === undefined ? [] : [[lines[0], lines.length] as const]));
}

function ChangeLine({ change, product }: { readonly change: PriceChange; readonly product: Product }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => requestPriceCancel(product.id, change.id),
    onSettled: () => client.invalidateQueries({ queryKey: PRODUCT_KEYS }),
  });
  const style = { currency: product.currency, locale: currentLocale() };
  const isCancelled = change.cancelledAt !== null;
  const isPending = !isCancelled && !change.hasBegun;
  const isForSome = change.lines.length < product.skus.length;
  const amount = (minor: number | null): string =>
    minor === null ? t('products.priceEnded') : formatMoney(minor, style);
  return (
    <li className={isCancelled ? 'is-cancelled' : undefined}>
      <span className="change-what">
        <span className="change-kind small">{t(`products.priceKinds.${change.kind}`)}</span>
        {groupsOf(change).map(([line, count]) => (
          <span key={line.skuId} className="change-amount figures">
            {line.beforeMinor === null ? null : <del className="quiet">{amount(line.beforeMinor)}</del>}
            <strong>{amount(line.amountMinor)}</strong>
            {isForSome || count < change.lines.length ? (
              <span className="quiet small">{count === 1 ? line.skuCode : `${line.skuCode} +${count - 1}`}</span>
            ) : null}
          </span>
        ))}
        {isPending ? <span className="change-mark small">{t('products.pricePending')}</span> : null}
        {isCancelled ? <span className="change-mark small">{t('products.priceCancelled')}</span> : null}
      </span>
      <span className="quiet small figures change-when">
        {formatInstant(change.effectiveAt)} · <Who name={change.by} />
      </span>
      <span className="quiet small">{change.reason}</span>
      {isPending && product.can.write && change.kind !== 'cost' ? (
        <Button type="link" size="small" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('products.priceCancel')}
        </Button>
      ) : null}
      {cancel.isError ? <Failure error={cancel.error} /> : null}
    </li>
  );
}
