import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { ChartFrame } from '../../../ui/chart/chart-frame.tsx';
import { FlowChart } from '../../../ui/chart/flow-chart.tsx';
import { DateField } from '../../../ui/date-field.tsx';
import { Page } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { addDays } from '../../insight/spans.ts';
import { useToday } from '../../insight/use-insight.ts';
import { type SegmentRow, segmentsQuery } from '../api.ts';
import { NewSegmentButton } from '../new-segment-button.tsx';
import { SegmentsTabs } from '../segments-tabs.tsx';
import { type MigrationAsked, migrationQuery, type Way, wayPeopleQuery } from '../understanding/api.ts';
import { chosenOf, colourOf, largest } from '../understanding/chosen.ts';
import { SegmentChoice } from '../understanding/segment-choice.tsx';
import { SegmentPeople } from '../understanding/segment-people.tsx';

const route = getRouteApi('/shell/segments/migration');
const MAX_STAGES = 12;
const USUAL = 5;
const USUAL_DAYS = 30;
const NONE = 'none';

/** Who went from which segment to which between two days. */
export function MigrationPage() {
  const { t } = useTranslation();
  const list = useQuery(segmentsQuery());
  const segments = list.data?.items ?? [];
  return (
    <Page title={t('understanding.migrationTitle')}>
      <SegmentsTabs here="migration" />
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && segments.length === 0 ? (
        <Empty icon="segments" title={t('understanding.tooFew')} body={t('understanding.tooFewBody')}>
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
  const today = useToday();
  const asked: MigrationAsked = {
    segmentIds: chosenOf(search.of, segments, largest(segments, USUAL)).slice(0, MAX_STAGES),
    from: search.from ?? addDays(search.to ?? today, -USUAL_DAYS),
    to: search.to ?? today,
  };
  const change = (next: object): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });
  const { way } = search;
  return (
    <>
      <SegmentChoice
        label={t('understanding.stages')}
        note={t('understanding.stagesNote')}
        segments={segments}
        value={asked.segmentIds}
        max={MAX_STAGES}
        onChange={(of) => change({ of: [...of], way: undefined })}
      />
      <div className="migration-dates">
        <div className="form-field">
          <span className="quiet small">{t('understanding.before')}</span>
          <DateField
            label={t('understanding.before')}
            value={asked.from}
            max={today}
            onChange={(from) => change({ from, way: undefined })}
          />
        </div>
        <div className="form-field">
          <span className="quiet small">{t('understanding.after')}</span>
          <DateField
            label={t('understanding.after')}
            value={asked.to}
            max={today}
            onChange={(to) => change({ to, way: undefined })}
          />
        </div>
        {asked.from < asked.to ? null : <p className="field-fault">{t('seeing.datesTurned')}</p>}
      </div>
      {asked.segmentIds.length === 0 ? (
        <Empty icon="segments" title={t('understanding.chooseOne')} />
      ) : asked.from < asked.to ? (
        <Flow
          asked={asked}
          onOpen={({ before, after }) =>
            void navigate({
              search: (old) => ({ ...old, way: [before ?? NONE, after ?? NONE] }),
              resetScroll: false,
            })
          }
        />
      ) : null}
      {way === undefined ? null : (
        <WayPeople
          asked={asked}
          way={{ before: idOf(way[0]), after: idOf(way[1]) }}
          segments={segments}
          onClose={() => change({ way: undefined })}
        />
      )}
    </>
  );
}

const idOf = (place: string | undefined): string | null => (place === undefined || place === NONE ? null : place);

function Flow({ asked, onOpen }: { readonly asked: MigrationAsked; readonly onOpen: (way: Way) => void }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const answer = useQuery(migrationQuery(asked));
  const { data } = answer;
  const stages = [
    ...(data?.stages ?? []).map(({ id, name }, place) => ({ id, name, colour: colourOf(place) })),
    { id: NONE, name: t('understanding.none'), colour: 'var(--ink-3)' },
  ];
  const flows = (data?.flows ?? []).map(({ before, after, customers }) => ({
    from: before ?? NONE,
    to: after ?? NONE,
    value: customers,
  }));
  const nameOf = (id: string): string => stages.find((stage) => stage.id === id)?.name ?? '';
  const open = ({ from, to }: { readonly from: string; readonly to: string }): void =>
    onOpen({ before: idOf(from), after: idOf(to) });
  const valueAt = (from: string, to: string): number =>
    flows.find((flow) => flow.from === from && flow.to === to)?.value ?? 0;
  const young = (data?.stages ?? []).filter(({ since }) => since > asked.from).map(({ name }) => name);
  const several = Math.max(data?.several.before ?? 0, data?.several.after ?? 0);
  const title = t('understanding.flowTitle', { from: asked.from, to: asked.to });
  return (
    <>
      <ChartFrame
        title={title}
        answer={answer}
        shape="heat"
        unit={t('segments.people_other')}
        freshness={data === undefined ? undefined : { at: data.freshness.upTo, stale: data.freshness.stale }}
        definition={{ formula: t('understanding.flowFormula'), source: t('understanding.flowSource') }}
        empty={flows.length === 0 ? t('understanding.nobodyMoved') : null}
        table={{
          head: [t('understanding.flowCorner'), ...stages.map(({ name }) => name)],
          rows: stages.map((stage) => ({
            id: stage.id,
            name: stage.name,
            cells: stages.map(({ id }) => {
              const value = valueAt(stage.id, id);
              const text = formatNumber(value, locale);
              return value === 0 ? '' : { text, onPick: () => open({ from: stage.id, to: id }) };
            }),
          })),
        }}
      >
        <FlowChart
          label={title}
          flows={flows}
          stages={stages}
          left={asked.from}
          right={asked.to}
          format={(value) => formatNumber(value, locale)}
          nameOf={({ from, to, value }) =>
            t('understanding.band', { from: nameOf(from), to: nameOf(to), people: formatNumber(value, locale) })
          }
          onPick={open}
        />
      </ChartFrame>
      {young.length === 0 ? null : (
        <p className="quiet small">
          {t('understanding.young', { names: young.join(t('segments.or')), date: asked.from })}
        </p>
      )}
      {several === 0 ? null : <p className="quiet small">{t('understanding.several', { count: several })}</p>}
    </>
  );
}

interface WayPeopleProps {
  readonly asked: MigrationAsked;
  readonly way: Way;
  readonly segments: readonly SegmentRow[];
  readonly onClose: () => void;
}

function WayPeople({ asked, way, segments, onClose }: WayPeopleProps) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(wayPeopleQuery(asked, way));
  const nameOf = (id: string | null): string =>
    id === null ? t('understanding.none') : (segments.find((one) => one.id === id)?.name ?? '');
  return (
    <SegmentPeople
      title={t('understanding.way', { from: nameOf(way.before), to: nameOf(way.after) })}
      query={query}
      onClose={onClose}
    />
  );
}
