import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Drill } from '../../../app/insight-search.ts';
import { type PivotSearch, parsePivotSearch } from '../../../app/pivot-search.ts';
import { useMay } from '../../../app/use-me.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { DefinitionMark, FreshnessMark } from '../../../ui/chart/chart-frame.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { InsightFrame } from '../../insight/insight-frame.tsx';
import { formatMetric } from '../../insight/metric-format.ts';
import { useToday } from '../../insight/use-insight.ts';
import { answerQuery, type DimensionName, fieldsQuery, type Pivot, type PivotAnswer, pivotQuery } from '../api.ts';
import {
  drillAt,
  FIRST_ASK,
  isSameAsk,
  MOST,
  type PivotAsk,
  parseAsk,
  placeOf,
  sharedDimensions,
  valueAt,
} from '../ask.ts';
import { FieldChoice } from '../field-choice.tsx';
import { FileMenu } from '../file-menu.tsx';
import { Filters } from '../filters.tsx';
import { PivotTable } from '../pivot-table.tsx';
import { SaveDialog } from '../save-dialog.tsx';
import '../pivots.css';
import { SpanChoice } from '../span-choice.tsx';

/** What is undefined leaves the address. */
const merged = (old: object, next: object): object => ({ ...old, ...next });

/** What the address says: which saved pivot, and what is asked instead of what it says. */
function usePivotSearch() {
  const navigate = useNavigate();
  const search = parsePivotSearch(useSearch({ strict: false }));
  const change = (next: { readonly [K in keyof PivotSearch]?: PivotSearch[K] | undefined }): void =>
    void navigate({ to: '.', search: (old) => merged(old, next), replace: true, resetScroll: false });
  return { search, change };
}

interface ControlsProps {
  readonly ask: PivotAsk;
  readonly answer: PivotAnswer | undefined;
  readonly onAsk: (ask: PivotAsk) => void;
}

/** What stands in rows, in columns and in the cells, and what all of it is narrowed to. */
function Controls({ ask, answer, onAsk }: ControlsProps) {
  const { t } = useTranslation();
  const fields = useQuery(fieldsQuery());
  const today = useToday();
  if (fields.data === undefined) {
    return fields.isError ? (
      <Failure error={fields.error} onRetry={() => void fields.refetch()} />
    ) : (
      <Skeleton shape="lines" />
    );
  }
  const { measures, dimensions } = fields.data;
  const open = sharedDimensions(ask.measures, measures);
  const set = (part: Partial<PivotAsk>): void => onAsk({ ...ask, ...part });
  const used: readonly DimensionName[] = [
    ...ask.rows,
    ...ask.columns,
    ...(Object.keys(ask.where ?? {}) as DimensionName[]),
  ];
  const choices = (own: readonly DimensionName[], other: readonly DimensionName[]) =>
    dimensions.map(({ name, label }) => ({
      value: name,
      label,
      isOut: !open.has(name) || (other.includes(name) && !own.includes(name)),
    }));
  return (
    <div className="pivot-controls">
      <FieldChoice
        label={t('pivots.rows')}
        most={MOST.rows}
        value={ask.rows}
        options={choices(ask.rows, ask.columns)}
        placeholder={t('pivots.noRows')}
        onChange={(rows) => set({ rows })}
      />
      <FieldChoice
        label={t('pivots.columns')}
        most={MOST.columns}
        value={ask.columns}
        options={choices(ask.columns, ask.rows)}
        placeholder={t('pivots.noColumns')}
        onChange={(columns) => set({ columns })}
      />
      <FieldChoice
        label={t('pivots.measures')}
        most={MOST.measures}
        value={ask.measures}
        options={measures.map(({ name, label, by }) => ({
          value: name,
          label,
          isOut: !used.every((dimension) => by.includes(dimension)),
        }))}
        onChange={(chosen) => (chosen.length === 0 ? undefined : set({ measures: chosen }))}
      />
      <SpanChoice ask={ask} today={today} dates={answer} onAsk={onAsk} />
      {answer !== undefined && answer.currencies.length > 1 ? (
        <div className="form-field">
          <span className="small quiet">{t('common.currency')}</span>
          <Select
            aria-label={t('common.currency')}
            value={ask.currency ?? answer.currencies[0] ?? ''}
            onChange={(currency) => set({ currency })}
            options={answer.currencies.map((currency) => ({ value: currency, label: currency }))}
          />
        </div>
      ) : null}
      <Filters
        ask={ask}
        dates={answer === undefined ? null : { from: answer.from, to: answer.to, asOf: answer.asOf }}
        dimensions={dimensions}
        open={open}
        onChange={(where) => {
          const { where: _, ...rest } = ask;
          onAsk(where === undefined ? rest : { ...rest, where });
        }}
      />
      <Button
        className="pivot-swap"
        icon={<Icon name="columns" />}
        disabled={ask.rows.length > MOST.columns}
        onClick={() => set({ rows: ask.columns, columns: ask.rows })}
      >
        {t('pivots.swap')}
      </Button>
    </div>
  );
}

/** How each measure is counted, how customers are placed, as of when. */
function Meaning({ answer }: { readonly answer: PivotAnswer }) {
  const { t } = useTranslation();
  const notes = [...answer.rows, ...answer.columns].filter(({ note }) => note !== null);
  const overlaps = [...answer.rows, ...answer.columns].some((one) => one.overlaps);
  return (
    <div className="pivot-meaning small quiet">
      <p>
        {answer.measures.map((measure) => (
          <span key={measure.name} className="pivot-measure">
            {measure.label}
            {measure.currency === null ? '' : ` (${measure.currency})`}
            <DefinitionMark name={measure.label} definition={measure} />
          </span>
        ))}
        <span className="figures">
          {answer.from} – {answer.to}
        </span>
        <FreshnessMark freshness={answer.freshness} />
      </p>
      {notes.map(({ name, label, note }) => (
        <p key={name}>{t('pivots.dimensionNote', { label, note })}</p>
      ))}
      <p>{overlaps ? t('pivots.overlapping') : t('pivots.totalsNote')}</p>
      {answer.more.rows > 0 ? <p>{t(moreKey(answer, 'rows'), { count: answer.more.rows })}</p> : null}
      {answer.more.columns > 0 ? <p>{t(moreKey(answer, 'columns'), { count: answer.more.columns })}</p> : null}
    </div>
  );
}

function moreKey(answer: PivotAnswer, axis: 'rows' | 'columns') {
  const heads = axis === 'rows' ? answer.rowHeads : answer.columnHeads;
  return heads.some(({ isOthers }) => isOthers) ? (`pivots.more.${axis}` as const) : (`pivots.left.${axis}` as const);
}

/** The cell whose people are shown, in words, with its figure. */
function Clicked({
  answer,
  drill,
  people,
}: {
  readonly answer: PivotAnswer | undefined;
  readonly drill: Drill;
  readonly people: number | null;
}) {
  const { t } = useTranslation();
  const place = answer === undefined ? null : placeOf(answer, drill);
  const measure = place === null ? undefined : answer?.measures[place.measure];
  const heads = place === null ? [] : [answer?.rowHeads[place.row], answer?.columnHeads[place.column]];
  const words = [measure?.label ?? t('common.loading'), ...heads.flatMap((head) => head?.label ?? [])];
  return (
    <header className="people-head figures">
      <h2>{words.join(' · ')}</h2>
      <span className="people-figure">{people === null ? '—' : t('common.people', { count: people })}</span>
      {answer === undefined || place === null || measure === undefined || valueAt(answer, place) === people ? null : (
        <span className="quiet">{formatMetric(valueAt(answer, place), { ...measure, locale: currentLocale() })}</span>
      )}
    </header>
  );
}

/** Rows × columns × measures, put together by hand, saved, taken along; every figure leads to its people. */
export function PivotPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { search, change } = usePivotSearch();
  const [saving, setSaving] = useState<'new' | 'changes' | null>(null);
  const saved = useQuery({ ...pivotQuery(search.id ?? ''), enabled: search.id !== undefined });
  const pivot: Pivot | undefined = search.id === undefined ? undefined : saved.data;
  const kept = useMemo(() => (pivot === undefined ? undefined : parseAsk(pivot.question)), [pivot]);
  const ask = search.ask ?? kept ?? (search.id === undefined ? FIRST_ASK : undefined);
  const query = useQuery({ ...answerQuery(ask ?? FIRST_ASK), enabled: ask !== undefined });
  const answer = ask === undefined ? undefined : query.data;
  const isChanged = kept !== undefined && ask !== undefined && !isSameAsk(kept, ask);
  const title = pivot?.name ?? t('pivots.new');
  const onAsk = (next: PivotAsk): void => change({ ask: next, drill: undefined });
  const body = (): ReactNode => {
    if (search.id !== undefined && saved.isError) {
      return <Failure error={saved.error} onRetry={() => void saved.refetch()} />;
    }
    if (ask === undefined) {
      return <Skeleton shape="rows" />;
    }
    return (
      <>
        <Controls ask={ask} answer={answer} onAsk={onAsk} />
        {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
        {answer === undefined && !query.isError ? <Skeleton shape="rows" /> : null}
        {answer === undefined || query.isError ? null : answer.totals.every(
            (value) => value === null || value === 0,
          ) ? (
          <Empty icon="columns" title={t('pivots.nothing')} body={t('pivots.nothingBody')} />
        ) : (
          <div className={query.isPlaceholderData ? 'pivot-result is-old' : 'pivot-result'}>
            <PivotTable
              key={JSON.stringify([answer.rows, answer.columns, answer.measures])}
              label={title}
              answer={answer}
              isOpen={may('customers.read') ? (place) => drillAt(answer, ask, place) !== null : undefined}
              onOpen={(place) => change({ drill: drillAt(answer, ask, place) ?? undefined })}
            />
          </div>
        )}
        {answer === undefined ? null : <Meaning answer={answer} />}
      </>
    );
  };
  return (
    <InsightFrame
      title={title}
      note={isChanged ? t('pivots.changed') : undefined}
      clicked={(drill, people) => <Clicked answer={answer} drill={drill} people={people} />}
      actions={
        <>
          <Link to="/insight/pivots">{t('pivots.all')}</Link>
          {ask === undefined ? null : <FileMenu ask={ask} name={pivot?.name} />}
          {pivot !== undefined && ask !== undefined ? (
            <Button onClick={() => setSaving('changes')}>{t('pivots.saveChanges')}</Button>
          ) : null}
          {ask === undefined ? null : (
            <Button type="primary" onClick={() => setSaving('new')}>
              {pivot === undefined ? t('pivots.saveNew') : t('pivots.saveCopy')}
            </Button>
          )}
        </>
      }
    >
      {body()}
      {saving === null || ask === undefined ? null : (
        <SaveDialog
          ask={ask}
          {...(saving === 'changes' && pivot !== undefined ? { pivot } : {})}
          onClose={() => setSaving(null)}
          onSaved={({ id }) => {
            setSaving(null);
            change({ id, ask: undefined });
          }}
        />
      )}
    </InsightFrame>
  );
}
