import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { type Recommendation, type Recommendations, recommendationsQuery } from './api.ts';
import { ProductLink } from './product-link.tsx';
import './suggestions.css';

/** What to offer one customer and why, and what they are expected to buy next. */
export function CustomerSuggestions({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const query = useQuery(recommendationsQuery(customerId));
  const learning = query.data?.learning ?? null;
  return (
    <Section
      title={t('suggest.title')}
      note={learning === null ? undefined : t('suggest.asOf', { date: learning.asOf })}
    >
      {query.isPending ? <Skeleton shape="lines" /> : null}
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data === undefined ? null : <Suggested found={query.data} />}
    </Section>
  );
}

function Suggested({ found }: { readonly found: Recommendations }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { next, again, fresh, advice, lines, learning } = found;
  const parts: readonly ReactNode[] = [
    part(
      t('suggest.next'),
      next.map((each) => (
        <li key={each.product.id}>
          <ProductLink product={each.product} />
          <span className="small figures">{t('suggest.around', { date: each.on, days: each.tolerance })}</span>
          <span className="quiet small">
            {each.because.kind === 'interval'
              ? t('suggest.every', { days: each.because.everyDays, date: each.because.lastDay })
              : t('suggest.follows', {
                  product: each.because.after.name,
                  share: formatShare(each.because.share, locale),
                })}
          </span>
        </li>
      )),
    ),
    part(t('suggest.fresh'), fresh.map(line)),
    part(t('suggest.again'), again.map(line)),
    ...advice.map(({ field, label, value, products }) =>
      part(
        t('suggest.advice', { field: label[locale], value }),
        products.map((product) => (
          <li key={`${field} ${product.id}`}>
            <ProductLink product={product} />
          </li>
        )),
      ),
    ),
    part(
      t('suggest.lines'),
      lines.map(({ id, name, rate, from }) => (
        <li key={id}>
          <span>{name}</span>
          <span className="quiet small">{t('suggest.lineWhy', { from, share: formatShare(rate, locale) })}</span>
        </li>
      )),
    ),
  ].filter((each) => each !== null);
  return (
    <>
      {parts.length === 0 ? (
        <p className="quiet">{t(learning === null ? 'suggest.notLearned' : 'suggest.nothing')}</p>
      ) : (
        parts
      )}
      <LeftOut found={found} />
    </>
  );
}

function part(title: string, items: readonly ReactNode[]): ReactNode {
  return items.length === 0 ? null : (
    <div key={title}>
      <h3 className="suggestion-head">{title}</h3>
      <ul className="suggestion-list">{items}</ul>
    </div>
  );
}

function line(recommendation: Recommendation): ReactNode {
  return <Line key={recommendation.product.id} recommendation={recommendation} />;
}

function Line({ recommendation: { product, reason, chance, fits } }: { readonly recommendation: Recommendation }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const join = locale === 'en' ? ', ' : '、';
  const why = {
    again: () => t('suggest.whyAgain', reason.kind === 'again' ? { count: reason.times, date: reason.lastDay } : {}),
    with: () =>
      t('suggest.whyWith', {
        products: reason.kind === 'with' ? reason.products.map(({ name }) => name).join(join) : '',
      }),
    popular: () => t('suggest.whyPopular', { count: reason.kind === 'popular' ? reason.buyers : 0 }),
  }[reason.kind];
  return (
    <li>
      <ProductLink product={product} />
      <span className="quiet small">
        {why()}
        {chance === null || reason.kind !== 'again' ? null : (
          <span className="figures"> · {t('suggest.chance', { share: formatShare(chance, locale) })}</span>
        )}
      </span>
      {fits.map(({ kind, name, tier }) => (
        <span key={`${kind} ${name}`} className="quiet small">
          {t(`liking.fits.${kind}`, { name, tier })}
        </span>
      ))}
    </li>
  );
}

function LeftOut({ found: { leftOut, keepsStock } }: { readonly found: Recommendations }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const said = (['owned', 'outOfStock', 'forOthers', 'notOffered'] as const).flatMap((why) =>
    leftOut[why] === 0 ? [] : [t(`suggest.left.${why}`, { total: formatNumber(leftOut[why], locale) })],
  );
  const texts = keepsStock ? said : [...said, t('suggest.noStock')];
  return texts.length === 0 ? null : <p className="quiet small">{texts.join(locale === 'en' ? '; ' : '；')}</p>;
}
