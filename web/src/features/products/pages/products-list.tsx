import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { PRODUCT_STATES, type ProductState, type ProductSummary } from '@zhike/server/contracts';
import { Button, Select } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProductsSearch } from '../../../app/products-search.ts';
import { useMay } from '../../../app/use-me.ts';
import { formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { useIsNarrow } from '../../../theme/appearance.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { useOpenRequest } from '../../../ui/open-request.ts';
import { Page } from '../../../ui/page.tsx';
import { useGridPages } from '../../../ui/paged-list.tsx';
import { FilterChip, MiddleText } from '../../../ui/parts.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { ExportButton, setOnly } from '../../exports/export-button.tsx';
import { brandsQuery, categoriesQuery, productsQuery } from '../api.ts';
import { CategoryTree } from '../category-tree.tsx';
import { CreateProduct } from '../product-form.tsx';
import { PriceText, ReadyMark, StateMark, Thumb } from '../product-marks.tsx';
import '../products-list.css';
import { pathText } from '../tree-rows.ts';

const route = getRouteApi('/shell/products');

function useProductColumns(): readonly GridColumn<ProductSummary>[] {
  const { t } = useTranslation();
  const locale = currentLocale();
  return useMemo<readonly GridColumn<ProductSummary>[]>(
    () => [
      {
        id: 'name',
        header: t('products.name'),
        width: 220,
        grow: 2,
        cell: (product) => (
          <Link className="product-name" to="/products/$productId" params={{ productId: product.id }} tabIndex={-1}>
            <Thumb imageId={product.imageId} size={28} />
            <MiddleText text={product.name} max={30} />
          </Link>
        ),
      },
      {
        id: 'code',
        header: t('products.code'),
        width: 112,
        grow: 1,
        cell: (product) => <MiddleText text={product.code} max={16} />,
      },
      {
        id: 'category',
        header: t('products.category'),
        width: 116,
        grow: 1,
        cell: (product) =>
          product.category === null ? (
            <span className="quiet">—</span>
          ) : (
            <span className="clip" title={product.category.path.join(' / ')}>
              {product.category.path.at(-1)}
            </span>
          ),
      },
      {
        id: 'price',
        header: t('products.price'),
        width: 156,
        isNumber: true,
        cell: (product) => <PriceText product={product} />,
      },
      {
        id: 'stock',
        header: t('products.stock'),
        width: 80,
        isNumber: true,
        cell: (product) => (
          <span className={product.stock <= 0 ? 'quiet' : undefined}>{formatNumber(product.stock, locale)}</span>
        ),
      },
      {
        id: 'state',
        header: t('products.state'),
        width: 92,
        cell: (product) => <StateMark state={product.state} />,
      },
      {
        id: 'ready',
        header: t('products.ready'),
        width: locale === 'en' ? 116 : 96,
        cell: (product) => <ReadyMark product={product} />,
      },
    ],
    [t, locale],
  );
}

function ProductCard({ product }: { readonly product: ProductSummary }) {
  return (
    <div className="product-card">
      <Thumb imageId={product.imageId} size={48} />
      <span className="product-card-name">
        <MiddleText text={product.name} max={28} />
      </span>
      <PriceText product={product} />
      <span className="small">
        <StateMark state={product.state} />
      </span>
      <span className="small">
        <ReadyMark product={product} />
      </span>
    </div>
  );
}

/** Pages of products as one list. */
function useProducts(search: ProductsSearch) {
  const list = useInfiniteQuery(productsQuery(search));
  const { rows, more, foot } = useGridPages(list);
  return { list, rows, more, foot, total: list.data?.pages[0]?.total ?? null };
}

function Filters({
  search,
  onSearch,
}: {
  readonly search: ProductsSearch;
  readonly onSearch: (next: ProductsSearch) => void;
}) {
  const { t } = useTranslation();
  const brands = useQuery(brandsQuery()).data?.items ?? [];
  const states = PRODUCT_STATES.map((state) => ({ value: state, label: t(`products.states.${state}`) }));
  const without = (key: keyof ProductsSearch): ProductsSearch =>
    Object.fromEntries(Object.entries(search).filter(([name]) => name !== key));
  return (
    <>
      <Select<ProductState | ''>
        aria-label={t('products.state')}
        className="product-filter"
        value={search.state ?? ''}
        options={[{ value: '', label: t('products.anyState') }, ...states]}
        onChange={(state) => onSearch(state === '' ? without('state') : { ...search, state })}
      />
      {brands.length === 0 ? null : (
        <Select
          aria-label={t('products.brand')}
          className="product-filter"
          showSearch
          optionFilterProp="label"
          value={search.brand ?? ''}
          options={[
            { value: '', label: t('products.anyBrand') },
            ...brands.map((brand) => ({ value: brand.id, label: brand.name })),
          ]}
          onChange={(brand) => onSearch(brand === '' ? without('brand') : { ...search, brand })}
        />
      )}
    </>
  );
}

/** What is sold: the tree at the left, products at the right. */
export function ProductsListPage() {
  const { t } = useTranslation();
  const may = useMay();
  const isNarrow = useIsNarrow();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = useNavigate();
  const { list, rows, more, foot, total } = useProducts(search);
  const columns = useProductColumns();
  const [isCreating, setIsCreating] = useState(false);
  const [isChoosing, setIsChoosing] = useState(false);
  const categories = useQuery(categoriesQuery());
  const nodes = categories.data?.items ?? [];
  const onSearch = useCallback((next: ProductsSearch) => void navigate({ search: next, replace: true }), [navigate]);
  const onText = useCallback(
    (text: string) => {
      const { q: _, ...rest } = search;
      onSearch(text.trim() === '' ? rest : { ...rest, q: text });
    },
    [onSearch, search],
  );
  const onCategory = (category: string | undefined): void => {
    const { category: _, ...rest } = search;
    setIsChoosing(false);
    onSearch(category === undefined ? rest : { ...rest, category });
  };
  const canWrite = may('products.write');
  useOpenRequest('product', () => setIsCreating(canWrite));
  const isFiltered = Object.keys(search).length > 0;
  const create = canWrite ? (
    <Button type="primary" onClick={() => setIsCreating(true)}>
      {t('products.new')}
    </Button>
  ) : null;
  const tree = categories.isSuccess ? (
    <CategoryTree categories={nodes} selected={search.category} canWrite={canWrite} onSelect={onCategory} />
  ) : categories.isError ? (
    <Failure error={categories.error} onRetry={() => void categories.refetch()} />
  ) : (
    <Skeleton shape="lines" />
  );
  return (
    <Page
      title={t('products.title')}
      note={total === null ? undefined : formatNumber(total, currentLocale())}
      {...(rows.length === 0 && !isFiltered
        ? {}
        : {
            actions: (
              <>
                <ExportButton
                  kind="products"
                  filter={setOnly({
                    text: search.q,
                    categoryId: search.category,
                    brandId: search.brand,
                    state: search.state,
                  })}
                />
                {create}
              </>
            ),
          })}
      isFilled
    >
      <div className="toolbar product-toolbar">
        <SearchField
          text={search.q ?? ''}
          onText={onText}
          label={t('products.search')}
          hint={t('products.searchHint')}
        />
        {isNarrow ? (
          <Button onClick={() => setIsChoosing(true)}>
            {search.category === undefined ? t('products.tree.open') : pathText(nodes, search.category)}
          </Button>
        ) : null}
        <Filters search={search} onSearch={onSearch} />
        {search.category === undefined || isNarrow ? null : (
          <FilterChip onRemove={() => onCategory(undefined)}>{pathText(nodes, search.category)}</FilterChip>
        )}
      </div>
      <div className="product-room">
        {isNarrow ? null : <aside className="product-tree">{tree}</aside>}
        <div className="product-list">
          {list.isPending ? <Skeleton shape="rows" /> : null}
          {list.isError && rows.length === 0 ? (
            <Failure error={list.error} onRetry={() => void list.refetch()} />
          ) : null}
          {list.isSuccess && rows.length === 0 ? (
            isFiltered ? (
              <Empty icon="search" title={t('products.noneTitle')} body={t('products.noneBody')}>
                <Button onClick={() => onSearch({})}>{t('products.clear')}</Button>
              </Empty>
            ) : (
              <Empty icon="goods" title={t('products.emptyTitle')} body={t('products.emptyBody')}>
                {may('imports.write') ? (
                  <Button onClick={() => void go({ to: '/imports/new' })}>{t('products.toImport')}</Button>
                ) : null}
                {create}
              </Empty>
            )
          ) : null}
          {rows.length > 0 ? (
            <Grid
              label={t('products.grid')}
              columns={columns}
              rows={rows}
              rowId={(product) => product.id}
              total={total}
              card={(product) => <ProductCard product={product} />}
              onOpen={(product) => void go({ to: '/products/$productId', params: { productId: product.id } })}
              onEndReached={more}
              memoryKey="products"
              foot={foot}
            />
          ) : null}
        </div>
      </div>
      {isChoosing ? (
        <Dialog label={t('products.tree.open')} onClose={() => setIsChoosing(false)}>
          <div className="tree-dialog">{tree}</div>
        </Dialog>
      ) : null}
      {isCreating ? (
        <CreateProduct
          categoryId={search.category ?? null}
          onClose={() => setIsCreating(false)}
          onDone={(id) => void go({ to: '/products/$productId', params: { productId: id } })}
        />
      ) : null}
    </Page>
  );
}
