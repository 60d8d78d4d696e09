import { type UseQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { OVERLAP_MEASURES, type OverlapMeasure } from '../../../app/segments-search.ts';
import { useMay } from '../../../app/use-me.ts';
import { formatNumber, formatShare, truncateMiddle } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { BarList } from '../../../ui/chart/bar-list.tsx';
import { ChartFrame } from '../../../ui/chart/chart-frame.tsx';
import { EulerChart } from '../../../ui/chart/euler-chart.tsx';
import { HeatTable } from '../../../ui/chart/heat-table.tsx';
import { Page } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { type SegmentRow, segmentsQuery } from '../api.ts';
import { NewSegmentButton } from '../new-segment-button.tsx';
import { SegmentsTabs } from '../segments-tabs.tsx';
import { type CellAsked, cellPeopleQuery, type Overlap, overlapQuery } from '../understanding/api.ts';
import { chosenOf, colourOf, largest } from '../understanding/chosen.ts';
import { combinationsOf, pairAt } from '../understanding/combinations.ts';
import { SaveRule } from '../understanding/save-rule.tsx';
import { SegmentChoice } from '../understanding/segment-choice.tsx';
import { SegmentPeople } from '../understanding/segment-people.tsx';

const route = getRouteApi('/shell/segments/overlap');
const MAX_SETS = 12;
const MAX_CIRCLES = 3;
const USUAL = 6;
/** So many Latin letters of each name say which is meant. */
const LETTERS = 26;

/** How segments lie to each other: each two of them in a field, two or three of them as circles. */
export function OverlapPage() {
  const { t } = useTranslation();
  const list = useQuery(segmentsQuery());
  const segments = list.data?.items ?? [];
  return (
    <Page title={t('understanding.overlapTitle')}>
      <SegmentsTabs here="overlap" />
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && segments.length < 2 ? (
        <Empty icon="segments" title={t('understanding.tooFew')} body={t('understanding.tooFewBody')}>
          <NewSegmentButton />
        </Empty>
      ) : null}
      {segments.length < 2 ? null : <Chosen segments={segments} />}
    </Page>
  );
}

function Chosen({ segments }: { readonly segments: readonly SegmentRow[] }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const ids = chosenOf(search.of, segments, largest(segments, USUAL)).slice(0, MAX_SETS);
  const circles = (search.circles ?? ids).filter((id) => ids.includes(id)).slice(0, MAX_CIRCLES);
  const overlap = useQuery(overlapQuery(ids));
  const change = (next: object): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });
  const open = (cell: CellAsked): void =>
    void navigate({ search: (old) => ({ ...old, in: [...cell.in], out: [...cell.out] }), resetScroll: false });
  const nameOf = (id: string): string => segments.find((one) => one.id === id)?.name ?? '';
  return (
    <>
      <div className="segment-choices">
        <SegmentChoice
          label={t('understanding.chosen')}
          segments={segments}
          value={ids}
          max={MAX_SETS}
          onChange={(of) => change({ of: [...of], circles: undefined })}
        />
        <SegmentChoice
          label={t('understanding.circles')}
          segments={segments.filter(({ id }) => ids.includes(id))}
          value={circles}
          max={MAX_CIRCLES}
          onChange={(next) => change({ circles: [...next] })}
        />
      </div>
      {ids.length < 2 ? (
        <Empty icon="segments" title={t('understanding.chooseTwo')} />
      ) : (
        <>
          <Circles answer={overlap} ids={circles} nameOf={nameOf} onOpen={open} />
          <Matrix answer={overlap} measure={search.by ?? 'share'} onMeasure={(by) => change({ by })} onOpen={open} />
        </>
      )}
      {search.in === undefined ? null : (
        <CellPeople
          cell={{ in: search.in, out: search.out ?? [] }}
          nameOf={nameOf}
          onClose={() => change({ in: undefined, out: undefined })}
        />
      )}
    </>
  );
}

type Answer = UseQueryResult<Overlap>;

interface CirclesProps {
  readonly answer: Answer;
  readonly ids: readonly string[];
  readonly nameOf: (id: string) => string;
  readonly onOpen: (cell: CellAsked) => void;
}

/** Who is in some of them and not in the others, in words. */
function useCellName(nameOf: (id: string) => string): (cell: CellAsked) => string {
  const { t } = useTranslation();
  return (cell) => {
    const join = (ids: readonly string[]): string => ids.map(nameOf).join(t('understanding.and'));
    if (cell.in.length === 1 && cell.out.length > 0) {
      return t('understanding.cellOnly', { inside: join(cell.in) });
    }
    return cell.out.length === 0
      ? t('understanding.cellIn', { inside: join(cell.in) })
      : t('understanding.cellInOut', {
          inside: join(cell.in),
          outside: cell.out.map(nameOf).join(t('understanding.nor')),
        });
  };
}

function Circles({ answer, ids, nameOf, onOpen }: CirclesProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const cellName = useCellName(nameOf);
  const shortName = useCellName((id) => truncateMiddle(nameOf(id), LETTERS));
  const { data } = answer;
  const combinations = useMemo(() => combinationsOf(data, ids), [data, ids]);
  const sizes = new Map(data?.sets.map(({ id, members }) => [id, members]));
  const union = combinations.reduce((sum, { customers }) => sum + customers, 0);
  const title = t('understanding.circlesTitle');
  const sets = ids.map((id, place) => ({ id, name: nameOf(id), colour: colourOf(place), size: sizes.get(id) ?? 0 }));
  const figures = combinations.map((cell) => ({
    ...cell,
    name: cellName(cell),
    shortName: shortName(cell),
    text: formatNumber(cell.customers, locale),
    note: formatShare(union === 0 ? 0 : cell.customers / union, locale),
  }));
  return (
    <ChartFrame
      title={title}
      unit={t('segments.people_other')}
      answer={answer}
      shape="bars"
      freshness={data === undefined ? undefined : { at: data.freshness.upTo, stale: data.freshness.stale }}
      definition={{ formula: t('understanding.circlesFormula'), source: t('understanding.source') }}
      empty={ids.length < 2 ? t('understanding.chooseTwo') : union === 0 ? t('seeing.nobody') : null}
      table={{
        head: [t('understanding.combination'), t('segments.members'), t('understanding.shareOfUnion')],
        rows: figures.map((cell) => ({
          id: String(cell.mask),
          name: cell.name,
          cells: [cell.customers === 0 ? cell.text : { text: cell.text, onPick: () => onOpen(cell) }, cell.note],
        })),
      }}
    >
      <div className="overlap-two">
        <EulerChart
          label={title}
          sets={sets}
          pairOf={(a, b) => pairAt(data, ids[a] ?? '', ids[b] ?? '')?.both ?? 0}
          cellOf={(mask) => combinations.find((cell) => cell.mask === mask)?.customers ?? 0}
          format={(value) => formatNumber(value, locale)}
          onPick={(mask) => {
            const cell = combinations.find((one) => one.mask === mask);
            if (cell !== undefined) {
              onOpen(cell);
            }
          }}
        />
        <BarList
          label={title}
          rows={figures.map(({ mask, name, shortName: shown, customers, text, note }) => ({
            id: String(mask),
            name: <span title={name}>{shown}</span>,
            value: customers,
            text,
            note,
          }))}
          onPick={(index) => {
            const cell = combinations[index];
            if (cell !== undefined) {
              onOpen(cell);
            }
          }}
        />
      </div>
    </ChartFrame>
  );
}

interface MatrixProps {
  readonly answer: Answer;
  readonly measure: OverlapMeasure;
  readonly onMeasure: (measure: OverlapMeasure) => void;
  readonly onOpen: (cell: CellAsked) => void;
}

/** Twice as many as by chance are as deep as a cell gets. */
const DEEPEST_LIFT = 3;

function Matrix({ answer, measure, onMeasure, onOpen }: MatrixProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { data } = answer;
  const sets = data?.sets ?? [];
  const most = Math.max(1, ...sets.map(({ members }) => members));
  const title = t('understanding.matrixTitle');
  const cell = (row: (typeof sets)[number], column: (typeof sets)[number]) => {
    const isSelf = row.id === column.id;
    const pair = pairAt(data, row.id, column.id);
    const both = isSelf ? row.members : (pair?.both ?? 0);
    const share = row.members === 0 ? 0 : both / row.members;
    const lift = pair?.lift ?? null;
    const times = lift === null ? '—' : t('understanding.times', { times: formatNumber(lift, locale, 2) });
    const text = { count: formatNumber(both, locale), share: formatShare(share, locale), lift: isSelf ? '' : times };
    const depth = { count: both / most, share, lift: isSelf ? null : Math.min(1, (lift ?? 0) / DEEPEST_LIFT) };
    const people = formatNumber(both, locale);
    return {
      depth: depth[measure],
      text: text[measure],
      name: isSelf
        ? t('understanding.selfCell', { name: row.name, people, share: formatShare(share, locale) })
        : t('understanding.pairCell', {
            row: row.name,
            column: column.name,
            people,
            share: formatShare(share, locale),
            times,
            expected: formatNumber(Math.round(pair?.expected ?? 0), locale),
          }),
      isPickable: both > 0,
    };
  };
  return (
    <ChartFrame
      title={title}
      answer={answer}
      shape="heat"
      definition={{ formula: t('understanding.matrixFormula'), source: t('understanding.source') }}
      actions={
        <Segmented<OverlapMeasure>
          size="small"
          aria-label={t('understanding.measure')}
          value={measure}
          onChange={onMeasure}
          options={OVERLAP_MEASURES.map((value) => ({ value, label: t(`understanding.measures.${value}`) }))}
        />
      }
    >
      <HeatTable
        label={title}
        corner={t('understanding.corner')}
        columns={sets.map(({ id, name }) => ({ id, name }))}
        rows={sets.map((row) => ({
          id: row.id,
          name: row.name,
          note: formatNumber(row.members, locale),
          cells: sets.map((column) => cell(row, column)),
        }))}
        low={t('rfm.legendLow')}
        high={t('rfm.legendHigh')}
        onPick={({ x, y }) => {
          const [row, column] = [sets[y], sets[x]];
          if (row !== undefined && column !== undefined) {
            onOpen({ in: row.id === column.id ? [row.id] : [row.id, column.id], out: [] });
          }
        }}
      />
    </ChartFrame>
  );
}

interface CellPeopleProps {
  readonly cell: CellAsked;
  readonly nameOf: (id: string) => string;
  readonly onClose: () => void;
}

function CellPeople({ cell, nameOf, onClose }: CellPeopleProps) {
  const may = useMay();
  const query = useInfiniteQuery(cellPeopleQuery(cell));
  const name = useCellName(nameOf)(cell);
  const first = query.data?.pages[0];
  return (
    <SegmentPeople title={name} query={query} onClose={onClose}>
      {first !== undefined &&
      (first.total ?? 0) > 0 &&
      cell.in.length + cell.out.length > 1 &&
      may('segments.write') ? (
        <SaveRule key={name} rule={first.rule} usualName={name.slice(0, 100)} />
      ) : null}
    </SegmentPeople>
  );
}
