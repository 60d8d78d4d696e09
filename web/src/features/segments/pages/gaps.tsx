import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { GAP_DAYS } from '../../../app/segments-search.ts';
import { formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { BarList } from '../../../ui/chart/bar-list.tsx';
import { ChartFrame } from '../../../ui/chart/chart-frame.tsx';
import { HeatTable } from '../../../ui/chart/heat-table.tsx';
import { Page } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { NarrowChoice } from '../../insight/narrow-choice.tsx';
import { type SegmentRow, segmentsQuery } from '../api.ts';
import { NewSegmentButton } from '../new-segment-button.tsx';
import { SegmentsTabs } from '../segments-tabs.tsx';
import { type GapAsked, type Gaps, gapPeopleQuery, gapsQuery } from '../understanding/api.ts';
import { chosenOf, largest } from '../understanding/chosen.ts';
import { SegmentChoice } from '../understanding/segment-choice.tsx';
import { SegmentPeople } from '../understanding/segment-people.tsx';

const route = getRouteApi('/shell/segments/gaps');
const MAX_GROUPS = 8;
const USUAL = 5;
const USUAL_DAYS = 90;
const SHOWN = 8;

/** Where segments look at much and buy little. */
export function GapsPage() {
  const { t } = useTranslation();
  const list = useQuery(segmentsQuery());
  const segments = list.data?.items ?? [];
  return (
    <Page title={t('gaps.title')}>
      <SegmentsTabs here="gaps" />
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && segments.length === 0 ? (
        <Empty icon="segments" title={t('understanding.tooFew')} body={t('gaps.needOne')}>
          <NewSegmentButton />
        </Empty>
      ) : null}
      {segments.length === 0 ? null : <Chosen segments={segments} />}
    </Page>
  );
}

function Chosen({ segments }: { readonly segments: readonly SegmentRow[] }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const ids = chosenOf(search.of, segments, largest(segments, USUAL)).slice(0, MAX_GROUPS);
  const days = search.days ?? USUAL_DAYS;
  const asked = { segmentIds: ids, days };
  const change = (next: object): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });
  const open = (segmentId: string, category: string): void =>
    void navigate({ search: (old) => ({ ...old, segment: segmentId, category }), resetScroll: false });
  return (
    <>
      <div className="segment-choices">
        <SegmentChoice
          label={t('understanding.chosen')}
          segments={segments}
          value={ids}
          max={MAX_GROUPS}
          onChange={(of) => change({ of: [...of], segment: undefined, category: undefined })}
        />
        <NarrowChoice
          label={t('gaps.span')}
          value={String(days)}
          onChange={(next) => change({ days: Number(next) === USUAL_DAYS ? undefined : Number(next) })}
          options={GAP_DAYS.map((value) => ({ value: String(value), label: t('segments.lastDays', { count: value }) }))}
        />
      </div>
      {ids.length === 0 ? (
        <Empty icon="segments" title={t('understanding.chooseOne')} />
      ) : (
        <Field asked={asked} onOpen={open} />
      )}
      {search.segment === undefined || search.category === undefined ? null : (
        <OpenPeople
          segmentId={search.segment}
          category={search.category}
          days={days}
          name={segments.find(({ id }) => id === search.segment)?.name ?? ''}
          onClose={() => change({ segment: undefined, category: undefined })}
        />
      )}
    </>
  );
}

type Cell = Gaps['cells'][number];

/** Gaps are deep; what is bought is pale, however much it is. */
const GAP_DEPTH = 0.9;
const PALE = 0.35;

function Field({
  asked,
  onOpen,
}: {
  readonly asked: GapAsked;
  readonly onOpen: (id: string, category: string) => void;
}) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const answer = useQuery(gapsQuery(asked));
  const { data } = answer;
  const groups = data?.groups ?? [];
  const categories = data?.categories ?? [];
  const cellOf = (id: string, category: string): Cell | undefined =>
    data?.cells.find((one) => one.segmentId === id && one.category === category);
  const nameOf = (id: string): string => groups.find((one) => one.id === id)?.name ?? '';
  const membersOf = (id: string): number => groups.find((one) => one.id === id)?.members ?? 0;
  const words = (cell: Cell): string =>
    t('gaps.cell', {
      segment: nameOf(cell.segmentId),
      category: cell.category,
      lookers: formatNumber(cell.lookers, locale),
      buyers: formatNumber(cell.buyers, locale),
      share: formatShare(cell.buyers / Math.max(1, membersOf(cell.segmentId)), locale),
    });
  const gaps = (data?.cells ?? [])
    .filter(({ gap, open }) => gap !== null && open > 0)
    .toSorted((a, b) => b.open - a.open)
    .slice(0, SHOWN);
  const title = t('gaps.fieldTitle', { from: data?.from ?? '', to: data?.to ?? '' });
  const most = Math.max(
    0.01,
    ...(data?.cells ?? []).map((cell) => cell.buyers / Math.max(1, membersOf(cell.segmentId))),
  );
  const freshness = data === undefined ? undefined : { at: data.freshness.upTo, stale: data.freshness.stale };
  return (
    <>
      <ChartFrame
        title={title}
        answer={answer}
        shape="heat"
        freshness={freshness}
        definition={{ formula: t('gaps.formula'), source: t('gaps.source') }}
        empty={categories.length === 0 ? t('gaps.nothing') : null}
      >
        <HeatTable
          label={title}
          corner={t('gaps.corner')}
          columns={groups.map(({ id, name }) => ({ id, name }))}
          rows={categories.map((category) => ({
            id: category.name,
            name: category.name,
            cells: groups.map(({ id, members }) => {
              const cell = cellOf(id, category.name);
              if (cell === undefined) {
                return { depth: null, text: '', name: '', isPickable: false };
              }
              const share = cell.buyers / Math.max(1, members);
              return {
                depth: cell.gap === null ? (share / most) * PALE : GAP_DEPTH,
                text: cell.gap === null ? formatShare(share, locale) : t(`gaps.marks.${cell.gap}`),
                name: cell.gap === null ? words(cell) : `${words(cell)} · ${t(`gaps.marks.${cell.gap}`)}`,
                isPickable: cell.open > 0,
              };
            }),
          }))}
          low={t('gaps.bought')}
          high={t('gaps.gap')}
          onPick={({ x, y }) => onOpen(groups[x]?.id ?? '', categories[y]?.name ?? '')}
        />
      </ChartFrame>
      {categories.length === 0 ? null : (
        <ChartFrame
          title={t('gaps.listTitle')}
          unit={t('segments.people_other')}
          answer={answer}
          shape="bars"
          empty={gaps.length === 0 ? t('gaps.none') : null}
        >
          <BarList
            label={t('gaps.listTitle')}
            rows={gaps.map((cell) => ({
              id: `${cell.segmentId}/${cell.category}`,
              name: `${cell.category} · ${nameOf(cell.segmentId)}`,
              value: cell.open,
              text: formatNumber(cell.open, locale),
              note: t(`gaps.marks.${cell.gap ?? 'under'}`),
            }))}
            onPick={(index) => {
              const cell = gaps[index];
              if (cell !== undefined) {
                onOpen(cell.segmentId, cell.category);
              }
            }}
          />
        </ChartFrame>
      )}
    </>
  );
}

interface OpenPeopleProps {
  readonly segmentId: string;
  readonly category: string;
  readonly days: number;
  readonly name: string;
  readonly onClose: () => void;
}

function OpenPeople({ segmentId, category, days, name, onClose }: OpenPeopleProps) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(gapPeopleQuery({ segmentId, category, days }));
  return <SegmentPeople title={t('gaps.open', { segment: name, category })} query={query} onClose={onClose} />;
}
