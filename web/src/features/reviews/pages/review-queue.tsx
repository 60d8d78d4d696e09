import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { useKeys } from '../../../ui/keys/keys.ts';
import { Page } from '../../../ui/page.tsx';
import { Figure } from '../../../ui/parts.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { offerUndo } from '../../../ui/undo.ts';
import {
  type Decision,
  type ReviewPair,
  requestDecision,
  requestDecisions,
  requestScan,
  reviewQuery,
  reviewSummaryQuery,
  reviewsQuery,
  type ShownState,
} from '../api.ts';
import { PairView } from '../pair-view.tsx';
import { QueueList } from '../queue-list.tsx';
import { likelihoodText } from '../weights.ts';
import '../reviews.css';

const NONE: readonly ReviewPair[] = [];
/** Pairs that are fetched before they are looked at. */
const AHEAD = 3;
/** With fewer left the list is fetched again: a quick hand is through them before it comes. */
const FEW = 40;

/** The queue as it is worked: what waits, which pair is looked at, and what was decided a moment ago. */
function useQueue(state: ShownState) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const list = useQuery(reviewsQuery(state));
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [wanted, setWanted] = useState<string | null>(null);
  const lastUndo = useRef<(() => Promise<void>) | null>(null);
  /** The decision on its way: what is taken back is the one that was made, not the one before it. */
  const deciding = useRef<Promise<unknown>>(Promise.resolve());
  // What was decided a moment ago is out of the queue, whenever the server's list comes.
  const items = (list.data?.items ?? NONE).filter(({ id }) => state !== 'open' || !gone.has(id));
  const at = Math.max(
    0,
    items.findIndex(({ id }) => id === wanted),
  );
  const current = items[at] ?? null;
  const nextIds = items
    .slice(at + 1, at + 1 + AHEAD)
    .map(({ id }) => id)
    .join(' ');
  useEffect(() => {
    // The next ones are there before anybody asks for them, also when several are plain at a glance.
    for (const id of nextIds.split(' ').filter((each) => each !== '')) {
      void queryClient.prefetchQuery(reviewQuery(id));
    }
  }, [queryClient, nextIds]);
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['reviews'] });
  const reopen = (): Promise<void> => {
    setGone(new Set());
    return refresh();
  };
  const comeBack = (ids: readonly string[]): void =>
    setGone((before) => new Set([...before].filter((id) => !ids.includes(id))));
  const decide = useMutation({
    mutationFn: ({ ids, decision }: { readonly ids: readonly string[]; readonly decision: Decision }) =>
      ids.length === 1 && ids[0] !== undefined
        ? requestDecision(ids[0], decision).then(() => [])
        : requestDecisions(ids, decision).then(({ results }) => results.filter(({ ok }) => !ok)),
    onMutate: ({ ids }) => {
      const rest = items.filter(({ id }) => !ids.includes(id));
      const following = items.slice(at).find(({ id }) => !ids.includes(id));
      setWanted((following ?? rest.at(-1))?.id ?? null);
      setGone((before) => new Set([...before, ...ids]));
    },
    onError: (_, { ids }) => comeBack(ids),
    onSuccess: (failed, { ids, decision }) => {
      comeBack(failed.map(({ id }) => id));
      const done = ids.filter((id) => !failed.some((each) => each.id === id));
      const undo = async (): Promise<void> => {
        lastUndo.current = null;
        for (const id of done.toReversed()) {
          await requestDecision(id, 'undo');
        }
        comeBack(done);
        setWanted(done[0] ?? null);
        await refresh();
      };
      lastUndo.current = undo;
      offerUndo(t(`reviews.told.${decision}`, { count: done.length }), { undo });
      void queryClient.invalidateQueries({ queryKey: ['reviews', 'summary'] });
      if (items.length <= done.length + FEW) {
        // One that is on its way is let come: decisions follow each other faster than it does.
        void queryClient.invalidateQueries({ queryKey: ['reviews', 'list'] }, { cancelRefetch: false });
      }
    },
  });
  const step = (by: number): void => setWanted(items[Math.min(items.length - 1, Math.max(0, at + by))]?.id ?? null);
  const back = useMutation({
    mutationFn: async () => {
      await deciding.current;
      await lastUndo.current?.();
    },
  });
  const send = (ids: readonly string[], decision: Decision): void => {
    const before = deciding.current;
    // What is wrong with it is told by the mutation.
    deciding.current = Promise.all([before, decide.mutateAsync({ ids, decision })]).catch(() => undefined);
  };
  const takeBack = (): void => back.mutate();
  const isRefilling = list.isFetching || decide.isPending;
  return { list, items, isRefilling, current, decide, send, step, choose: setWanted, refresh, reopen, takeBack, back };
}

/** Two customers who may be one, pair by pair, by keyboard: a is yes, r is no, j and k go on and back. */
export function ReviewQueuePage() {
  const { t } = useTranslation();
  const [state, setState] = useState<ShownState>('open');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { list, items, isRefilling, current, decide, send, step, choose, refresh, reopen, takeBack, back } =
    useQueue(state);
  const isOpen = state === 'open';
  const act = (decision: Decision): void => {
    const ids = chosen.size > 0 ? [...chosen] : current === null ? [] : [current.id];
    if (isOpen && ids.length > 0) {
      setChosen(new Set());
      send(ids, decision);
    }
  };
  const toggle = (id: string): void =>
    setChosen((before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]));
  useKeys([
    { id: 'accept', keys: 'a', label: t('reviews.keys.accept'), group: 'page', run: () => act('accept') },
    { id: 'reject', keys: 'r', label: t('reviews.keys.reject'), group: 'page', run: () => act('reject') },
    { id: 'next', keys: 'j', label: t('reviews.keys.next'), group: 'page', run: () => step(1) },
    { id: 'skip', keys: 's', label: t('reviews.keys.skip'), group: 'page', run: () => step(1) },
    { id: 'previous', keys: 'k', label: t('reviews.keys.previous'), group: 'page', run: () => step(-1) },
    { id: 'undo-decision', keys: 'u', label: t('reviews.keys.undo'), group: 'page', run: takeBack },
    {
      id: 'choose',
      keys: 'x',
      label: t('reviews.keys.choose'),
      group: 'page',
      run: () => {
        if (current !== null && isOpen) {
          toggle(current.id);
        }
      },
    },
  ]);
  return (
    <Page
      title={t('reviews.title')}
      actions={
        <>
          <Link to="/reviews/model">{t('match.link')}</Link>
          <ScanButton onDone={refresh} />
        </>
      }
    >
      <Summary />
      <div>
        <Segmented<ShownState>
          aria-label={t('reviews.which')}
          value={state}
          onChange={(next) => {
            setState(next);
            setChosen(new Set());
            choose(null);
          }}
          options={(['open', 'accepted', 'rejected', 'split'] as const).map((value) => ({
            value,
            label: t(`reviews.states.${value}`),
          }))}
        />
      </div>
      {list.isPending || (items.length === 0 && isRefilling) ? <Skeleton shape="lines" /> : null}
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {decide.isError ? <Failure error={decide.error} /> : null}
      {back.isError ? <Failure error={back.error} /> : null}
      {list.isSuccess && items.length === 0 && !isRefilling ? (
        <Empty
          icon="done"
          title={t(isOpen ? 'reviews.emptyTitle' : 'reviews.emptyDecided')}
          body={t('reviews.emptyBody')}
        />
      ) : null}
      {current === null ? null : (
        <div className="review-desk">
          <QueueList
            items={items}
            currentId={current.id}
            chosen={chosen}
            onChoose={choose}
            {...(isOpen ? { onToggle: toggle } : {})}
          />
          <PairView
            pair={current}
            {...(isOpen ? { onDecide: act, count: Math.max(1, chosen.size) } : {})}
            onChanged={reopen}
          />
        </div>
      )}
    </Page>
  );
}

function ScanButton({ onDone }: { readonly onDone: () => unknown }) {
  const { t } = useTranslation();
  const scan = useMutation({
    mutationFn: requestScan,
    onSuccess: () => {
      offerUndo(t('reviews.scanQueued'));
      void onDone();
    },
  });
  return (
    <Button loading={scan.isPending} onClick={() => scan.mutate()}>
      {t('reviews.scan')}
    </Button>
  );
}

/** How many wait, and how right the present threshold is by what was decided. */
function Summary() {
  const { t } = useTranslation();
  const summary = useQuery(reviewSummaryQuery());
  if (summary.isError) {
    return <Failure error={summary.error} onRetry={() => void summary.refetch()} />;
  }
  if (summary.data === undefined) {
    return <Skeleton shape="figures" />;
  }
  const { open, mineToday, decidedToday, labelled, precision, recall, threshold } = summary.data;
  const locale = currentLocale();
  const labelledCount = labelled.same + labelled.different;
  const share = (of: typeof precision): string => (of.value === null ? t('common.none') : likelihoodText(of.value));
  const between = (of: typeof precision): string =>
    of.low === null || of.high === null
      ? t('reviews.noneLabelled')
      : t('reviews.interval', { low: likelihoodText(of.low), high: likelihoodText(of.high), count: labelledCount });
  return (
    <div className="review-figures">
      <Figure label={t('reviews.open')} value={formatNumber(open, locale)} />
      <Figure
        label={t('reviews.today')}
        value={formatNumber(decidedToday, locale)}
        note={t('reviews.mine', { count: mineToday })}
      />
      <Figure
        label={t('reviews.precision')}
        value={share(precision)}
        definition={t('reviews.precisionMeans', { threshold: likelihoodText(threshold) })}
        note={between(precision)}
      />
      <Figure
        label={t('reviews.recall')}
        value={share(recall)}
        definition={t('reviews.recallMeans', { threshold: likelihoodText(threshold) })}
        note={between(recall)}
      />
    </div>
  );
}
