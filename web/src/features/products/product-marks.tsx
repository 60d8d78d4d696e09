import type { ProductState, ProductSummary } from '@zhike/server/contracts';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { rangeText } from './amounts.ts';
import { imageAddress } from './api.ts';
import './product-marks.css';

/** The state as a dot and a word. */
export function StateMark({ state }: { readonly state: ProductState }) {
  const { t } = useTranslation();
  return <span className={`state-mark is-${state}`}>{t(`products.states.${state}`)}</span>;
}

/** How complete the facts are; what is missing on hover. */
export function ReadyMark({ product }: { readonly product: Pick<ProductSummary, 'missing' | 'warnings'> }) {
  const { t } = useTranslation();
  const notes = [
    ...product.missing.map((need) => t(`products.needs.${need}`)),
    ...product.warnings.map((warning) => t(`products.warnings.${warning}`)),
  ];
  const count = product.missing.length;
  // A single thing to look at says itself.
  const single = product.warnings.length === 1 ? product.warnings[0] : undefined;
  const mark =
    count === 0 ? (
      <span className={product.warnings.length > 0 ? 'ready-mark is-doubtful' : 'ready-mark is-ready'}>
        <Icon name={product.warnings.length > 0 ? 'warning' : 'done'} size={13} />
        {single === undefined
          ? t(product.warnings.length > 0 ? 'products.readyDoubtful' : 'products.readyAll')
          : t(`products.shortWarnings.${single}`)}
      </span>
    ) : (
      <span className="ready-mark">{t('products.readyMissing', { count })}</span>
    );
  const separator = currentLocale() === 'en' ? ', ' : '、';
  return notes.length === 0 ? mark : <Tooltip title={notes.join(separator)}>{mark}</Tooltip>;
}

/** Who did it: a colleague, or the system itself, which the server calls by one fixed name. */
export function Who({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  return name === 'system' ? t('products.system') : name;
}

/** A picture as a small square, or the place where one is missing. */
export function Thumb({ imageId, size }: { readonly imageId: string | null; readonly size: number }) {
  const style = { width: size, height: size };
  return imageId === null ? (
    <span className="thumb is-empty" style={style} aria-hidden="true">
      <Icon name="goods" size={Math.min(20, size / 2)} />
    </span>
  ) : (
    <img className="thumb" style={style} src={imageAddress(imageId)} alt="" loading="lazy" decoding="async" />
  );
}

/** What a customer pays, with the list price struck out beside it during a sale. */
export function PriceText({ product }: { readonly product: Pick<ProductSummary, 'price' | 'currency'> }) {
  const { t } = useTranslation();
  const style = { currency: product.currency, locale: currentLocale() };
  const { list, sale, payable } = product.price;
  const shown = rangeText(payable, style);
  if (shown === null) {
    return <span className="quiet">{t('products.noPrice')}</span>;
  }
  return (
    <span className="price-text figures">
      {sale === null ? null : <del className="quiet small">{rangeText(list, style)}</del>}
      <span>{shown}</span>
    </span>
  );
}
