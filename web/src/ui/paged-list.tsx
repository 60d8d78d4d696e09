import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure, Skeleton } from './states.tsx';

interface Pages<Item> {
  readonly pages: readonly { readonly items: readonly Item[] }[];
}

/** Everything of a paged answer that has come so far. */
export function itemsOf<Item>(data: Pages<Item> | undefined): readonly Item[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
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
  const { t } = useTranslation();
  const items = itemsOf(list.data);
  return (
    <>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? none : null}
      <ul className={className}>{items.map(children)}</ul>
      {list.hasNextPage ? (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      ) : null}
    </>
  );
}
