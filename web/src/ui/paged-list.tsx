import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
// The foot of a grid.
import './grid/grid.css';
import { Failure, Skeleton } from './states.tsx';

interface Pages<Item> {
  readonly pages: readonly { readonly items: readonly Item[] }[];
}

/** Everything of a paged answer that has come so far. */
export function itemsOf<Item>(data: Pages<Item> | undefined): readonly Item[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}

/** The way to the next page of a list that grows by a button, and why it did not come. */
export function MoreButton({ list, label }: { readonly list: UseInfiniteQueryResult; readonly label?: string }) {
  const { t } = useTranslation();
  return (
    <>
      {list.isFetchNextPageError ? <Failure error={list.error} onRetry={() => void list.fetchNextPage()} /> : null}
      {list.hasNextPage && !list.isFetchNextPageError ? (
        <div>
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {label ?? t('common.showMore')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

/** What a grid needs of a list that comes in pages: its rows, the way to more of them, and what stands below. */
export function useGridPages<Item>(list: UseInfiniteQueryResult<Pages<Item>>): {
  readonly rows: readonly Item[];
  readonly more: () => void;
  readonly foot: ReactNode;
} {
  const { t } = useTranslation();
  const { data, error, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const rows = useMemo(() => itemsOf(data), [data]);
  // A page that failed is asked for again by a person only, or a grid at its end would ask without pause.
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) {
      void fetchNextPage();
    }
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const foot = isFetchNextPageError ? (
    <Failure error={error} onRetry={() => void fetchNextPage()} />
  ) : isFetchingNextPage ? (
    <div className="grid-foot">{t('common.more')}</div>
  ) : null;
  return { rows, more, foot };
}

interface PagedListProps<Item> {
  readonly list: UseInfiniteQueryResult<Pages<Item>>;
  readonly className: string;
  /** What stands there when there is nothing in it. */
  readonly none: ReactNode;
  readonly children: (item: Item, index: number) => ReactNode;
}

/** Lines of a list that comes in pages: its waiting, its failure, its emptiness, and the way to more. */
export function PagedList<Item>({ list, className, none, children }: PagedListProps<Item>) {
  const items = itemsOf(list.data);
  return (
    <>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? none : null}
      <ul className={className}>{items.map(children)}</ul>
      <MoreButton list={list} />
    </>
  );
}
