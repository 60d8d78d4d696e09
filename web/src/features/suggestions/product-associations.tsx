import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { productAssociationsQuery } from './api.ts';
import { ProductLink } from './product-link.tsx';
import './suggestions.css';

/** What is bought with a product, after it, and by the same people. */
export function ProductAssociations({ productId }: { readonly productId: string }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const query = useQuery(productAssociationsQuery(productId));
  const { data } = query;
  const isEmpty = data?.together.length === 0 && data.after.length === 0 && data.similar.length === 0;
  const learning = data?.learning ?? null;
  return (
    <Section
      title={t('suggest.ofProduct')}
      note={learning === null ? undefined : t('suggest.asOf', { date: learning.asOf })}
    >
      {query.isPending ? <Skeleton shape="lines" /> : null}
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {isEmpty ? <p className="quiet">{t(learning === null ? 'suggest.notLearned' : 'suggest.nothing')}</p> : null}
      {data === undefined || data.together.length === 0 ? null : (
        <>
          <h3 className="suggestion-head">{t('suggest.together')}</h3>
          <ul className="suggestion-list">
            {data.together.map(({ product, confidence, support, lift, baskets }) => (
              <li key={product.id}>
                <ProductLink product={product} />
                <span className="quiet small figures">
                  {t('suggest.pairFigures', {
                    count: baskets,
                    support: formatShare(support, locale),
                    confidence: formatShare(confidence, locale),
                    lift: formatNumber(lift, locale, 2),
                  })}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {data === undefined || data.after.length === 0 ? null : (
        <>
          <h3 className="suggestion-head">{t('suggest.after')}</h3>
          <ul className="suggestion-list">
            {data.after.map(({ product, share, days, customers }) => (
              <li key={product.id}>
                <ProductLink product={product} />
                <span className="quiet small figures">
                  {t('suggest.afterFigures', {
                    count: customers,
                    share: formatShare(share, locale),
                    days: formatNumber(days, locale),
                  })}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {data === undefined || data.similar.length === 0 ? null : (
        <>
          <h3 className="suggestion-head">{t('suggest.similar')}</h3>
          <ul className="suggestion-list">
            {data.similar.map(({ product }) => (
              <li key={product.id}>
                <ProductLink product={product} />
              </li>
            ))}
          </ul>
        </>
      )}
      {data === undefined || data.intervalDays === null ? null : (
        <p className="quiet small figures">
          {t('suggest.interval', { days: formatNumber(data.intervalDays, locale) })}
        </p>
      )}
    </Section>
  );
}
