import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LISTING_NEEDS, type Product, type ProductState } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { PRODUCT_KEYS, requestMove, stepsQuery } from './api.ts';
import { Who } from './product-marks.tsx';

/** What a listing needs, what looks wrong, the one button that moves the product on, and who did before. */
export function ListingSection({ product }: { readonly product: Product }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const move = useMutation({
    mutationFn: (to: ProductState) => requestMove(product.id, to, crypto.randomUUID()),
    onSettled: () => client.invalidateQueries({ queryKey: PRODUCT_KEYS }),
  });
  const { missing, warnings, state, nextStates } = product;
  const isReady = missing.length === 0;
  const [next, ...others] = nextStates;
  const needsAll = next === 'checked' || next === 'on';
  const label = (to: ProductState): string =>
    t(state === 'off' && to === 'on' ? 'products.moveAgain' : `products.moves.${to}`);
  return (
    <Section title={t('products.listing')}>
      <p className={isReady ? 'listing-word is-ready' : 'listing-word'}>
        {isReady
          ? t(state === 'on' ? 'products.listingDone' : 'products.listingReady')
          : t('products.listingMissing', { count: missing.length })}
      </p>
      <ul className="checklist">
        {LISTING_NEEDS.map((need) => {
          const isMissing = missing.includes(need);
          return (
            <li key={need} className={isMissing ? 'is-missing' : undefined}>
              <Icon name={isMissing ? 'close' : 'done'} size={14} />
              <span>{t(`products.needs.${need}`)}</span>
              <span className="visually-hidden">
                {isMissing ? t('products.readyMissing', { count: 1 }) : t('products.readyAll')}
              </span>
            </li>
          );
        })}
        {warnings.map((warning) => (
          <li key={warning} className="is-doubtful">
            <Icon name="warning" size={14} />
            <span>{t(`products.warnings.${warning}`)}</span>
          </li>
        ))}
      </ul>
      {move.isError ? <Failure error={move.error} /> : null}
      {product.can.write ? (
        <div className="listing-actions">
          {next === undefined ? null : (
            <Button
              type={needsAll ? 'primary' : 'default'}
              disabled={needsAll && !isReady}
              loading={move.isPending && move.variables === next}
              onClick={() => move.mutate(next)}
            >
              {label(next)}
            </Button>
          )}
          {others.map((to) => (
            <Button
              key={to}
              type="text"
              loading={move.isPending && move.variables === to}
              onClick={() => move.mutate(to)}
            >
              {label(to)}
            </Button>
          ))}
        </div>
      ) : null}
      <ListingHistory productId={product.id} />
    </Section>
  );
}

function ListingHistory({ productId }: { readonly productId: string }) {
  const { t } = useTranslation();
  const steps = useQuery(stepsQuery(productId));
  if (steps.isError) {
    return <Failure error={steps.error} onRetry={() => void steps.refetch()} />;
  }
  if (steps.data === undefined || steps.data.items.length === 0) {
    return null;
  }
  return (
    <>
      <h3>{t('products.history')}</h3>
      <ol className="steps-list">
        {steps.data.items.map((step) => (
          <li key={step.id}>
            <span>
              {t('products.historyStep', {
                from: t(`products.states.${step.from}`),
                to: t(`products.states.${step.to}`),
              })}
            </span>
            <span className="quiet small figures">
              <Who name={step.by} /> · {formatInstant(step.at)}
            </span>
            {step.note === null ? null : <span className="quiet small">{step.note}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}
