import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatFixed, formatInstant, formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { FactCard } from '../../../ui/fact-card.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { Section } from '../../../ui/page.tsx';
import { useGridPages } from '../../../ui/paged-list.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { InsightFrame } from '../../insight/insight-frame.tsx';
import { type Association, associationsQuery, requestLearning, type SuggestionLearning } from '../api.ts';
import { CrossSelling } from '../cross-selling.tsx';
import { ProductLink } from '../product-link.tsx';

const idOf = ({ left, right }: Association): string => `${left.id} ${right.id}`;

function useColumns(): readonly GridColumn<Association>[] {
  const { t } = useTranslation();
  const locale = currentLocale();
  return useMemo(
    () => [
      {
        id: 'left',
        header: t('suggest.first'),
        width: 220,
        grow: 1,
        cell: ({ left }) => <ProductLink product={left} />,
      },
      {
        id: 'right',
        header: t('suggest.second'),
        width: 220,
        grow: 1,
        cell: ({ right }) => <ProductLink product={right} />,
      },
      {
        id: 'lift',
        header: t('suggest.lift'),
        width: 100,
        isNumber: true,
        cell: ({ lift }) => formatFixed(lift, locale, 2),
      },
      {
        id: 'confidence',
        header: t('suggest.confidence'),
        width: 110,
        isNumber: true,
        cell: ({ confidence }) => formatShare(confidence, locale),
      },
      {
        id: 'support',
        header: t('suggest.support'),
        width: 110,
        isNumber: true,
        // Pairs are rare: at one decimal all would read the same.
        cell: ({ support }) => `${formatFixed(100 * support, locale, 2)}%`,
      },
      {
        id: 'baskets',
        header: t('suggest.baskets'),
        width: 110,
        isNumber: true,
        cell: ({ baskets }) => formatNumber(baskets, locale),
      },
    ],
    [t, locale],
  );
}

const card = (pair: Association) => <Card pair={pair} />;

/** Which products are bought together, and who buys across lines; learned every night, or now. */
export function AssociationsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const columns = useColumns();
  const query = useInfiniteQuery(associationsQuery());
  const { rows, more, foot } = useGridPages(query);
  const learning = query.data?.pages[0]?.learning ?? null;
  return (
    <InsightFrame title={t('suggest.page')} actions={may('segments.write') ? <LearnNow /> : undefined}>
      {learning === null ? null : <Learned learning={learning} />}
      {query.isPending ? <Skeleton shape="rows" /> : null}
      {query.isError && rows.length === 0 ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isSuccess && rows.length === 0 ? <NoAssociations learning={learning} /> : null}
      {rows.length === 0 ? null : (
        <Section title={t('suggest.pairs')} note={t('suggest.pairsNote')}>
          <Grid
            label={t('suggest.pairs')}
            columns={columns}
            rows={rows}
            rowId={idOf}
            card={card}
            isFlowing
            onEndReached={more}
            foot={foot}
          />
        </Section>
      )}
      {learning === null ? null : <CrossSelling />}
    </InsightFrame>
  );
}

/** Nothing was learned yet, the articles of the orders are unknown, or nothing is bought together often enough. */
function NoAssociations({ learning }: { readonly learning: SuggestionLearning | null }) {
  const { t } = useTranslation();
  if (learning === null) {
    return <Empty icon="goods" title={t('suggest.emptyTitle')} body={t('suggest.emptyBody')} />;
  }
  if (learning.products > 0) {
    return <Empty icon="goods" title={t('suggest.noneTitle')} body={t('suggest.noneBody')} />;
  }
  return (
    <Empty icon="goods" title={t('suggest.unknownTitle')} body={t('suggest.unknownBody')}>
      <Link to="/products">{t('suggest.toProducts')}</Link>
    </Empty>
  );
}

function Card({ pair: { left, right, lift, confidence, baskets } }: { readonly pair: Association }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  return (
    <FactCard name={<ProductLink product={left} />}>
      <span className="figures">{t('suggest.liftText', { lift: formatNumber(lift, locale, 2) })}</span>
      <ProductLink product={right} />
      <span className="quiet small figures">
        {t('suggest.cardFigures', { confidence: formatShare(confidence, locale), count: baskets })}
      </span>
    </FactCard>
  );
}

/** From what it was learned, and how good it was on what was held back. */
function Learned({ learning }: { readonly learning: SuggestionLearning }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { asOf, customers, baskets, products, quality, computedAt } = learning;
  const number = (value: number): string => formatNumber(value, locale);
  return (
    <p className="insight-lead">
      {t('suggest.learned', {
        date: asOf,
        when: formatInstant(computedAt),
        baskets: number(baskets),
        customers: number(customers),
        products: number(products),
      })}{' '}
      {quality === null
        ? t('suggest.unmeasured')
        : t('suggest.measured', {
            customers: number(quality.customers),
            recall: formatShare(quality.recall, locale),
            popular: formatShare(quality.popularRecall, locale),
          })}
    </p>
  );
}

function LearnNow() {
  const { t } = useTranslation();
  const [key, setKey] = useState(() => crypto.randomUUID());
  const learn = useMutation({
    mutationFn: () => requestLearning(key),
    onSuccess: () => setKey(crypto.randomUUID()),
  });
  return (
    <>
      {learn.isSuccess ? (
        <span className="quiet small" role="status">
          {t('suggest.queued')}
        </span>
      ) : null}
      {learn.isError ? <Failure error={learn.error} /> : null}
      <Button loading={learn.isPending} onClick={() => learn.mutate()}>
        {t('suggest.learn')}
      </Button>
    </>
  );
}
