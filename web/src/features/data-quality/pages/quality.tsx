import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CustomersSearch } from '../../../app/search-params.ts';
import { useMay } from '../../../app/use-me.ts';
import { formatDate, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { BarList } from '../../../ui/chart/bar-list.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Figure } from '../../../ui/parts.tsx';
import { Empty, Failure, Notice, Skeleton } from '../../../ui/states.tsx';
import { offerUndo } from '../../../ui/undo.ts';
import { CLEANINGS, type Cleaning, overviewQuery, type QualityOverview } from '../api.ts';
import { SettingsSection } from '../settings-section.tsx';
import '../data-quality.css';

/** How good the data are: spread, faults, sources, who was not heard of; every bar is a list of people. */
export function QualityPage() {
  const { t } = useTranslation();
  const overview = useQuery(overviewQuery());
  return (
    <Page title={t('quality.title')} actions={<Link to="/dictionary">{t('quality.dictionary')}</Link>}>
      <p className="quiet">{t('quality.lead')}</p>
      {overview.isPending ? <Skeleton shape="lines" /> : null}
      {overview.isError ? <Failure error={overview.error} onRetry={() => void overview.refetch()} /> : null}
      {overview.data === undefined ? null : <Overview overview={overview.data} />}
    </Page>
  );
}

function Overview({ overview }: { readonly overview: QualityOverview }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { customers, average, applying, can } = overview;
  if (customers === 0 && applying === null) {
    return <Empty icon="people" title={t('quality.empty')} body={t('quality.emptyBody')} />;
  }
  return (
    <>
      {applying === null ? null : (
        <Notice>
          {t('quality.applying', {
            done: formatNumber(applying.done, locale),
            of: formatNumber(applying.of, locale),
          })}
        </Notice>
      )}
      <div className="quality-head">
        <Figure label={t('quality.average')} value={average === null ? '—' : formatNumber(average, locale, 1)} />
        <Figure label={t('quality.customers')} value={formatNumber(customers, locale)} />
      </div>
      <Bars overview={overview} />
      {can.manage ? <Cleanings /> : null}
      <Formula formula={overview.formula} />
      <SettingsSection />
    </>
  );
}

/** The people behind a bar. */
function useDrill(): (search: CustomersSearch) => void {
  const navigate = useNavigate();
  return (search) => void navigate({ to: '/customers', search });
}

function Bars({ overview: { bands, faults, sources, stale } }: { readonly overview: QualityOverview }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const drill = useDrill();
  const people = (total: number): string => t('quality.people', { total: formatNumber(total, locale) });
  const found = faults.filter((each) => each.customers > 0);
  const from = (index: number): { readonly min: number; readonly max: number } => bands[index] ?? { min: 0, max: 100 };
  return (
    <div className="quality-two">
      <Section title={t('quality.bands')}>
        <BarList
          label={t('quality.bands')}
          rows={bands.map(({ min, max, customers }) => ({
            id: String(min),
            name: t('quality.bandName', { min, max }),
            value: customers,
            text: people(customers),
          }))}
          onPick={(index) => drill({ qualityMin: from(index).min, qualityMax: from(index).max })}
        />
      </Section>
      <Section title={t('quality.byFault')}>
        {found.length === 0 ? (
          <p className="quiet">{t('quality.good')}</p>
        ) : (
          <BarList
            label={t('quality.byFault')}
            rows={found.map(({ fault, label, rule, customers }) => ({
              id: fault,
              name: <span title={rule[locale]}>{label[locale]}</span>,
              value: customers,
              text: people(customers),
            }))}
            onPick={(index) => {
              const fault = found[index]?.fault;
              drill(fault === undefined ? {} : { fault });
            }}
          />
        )}
      </Section>
      <Section title={t('quality.bySource')}>
        <BarList
          label={t('quality.bySource')}
          rows={sources.map(({ source, label, average, customers }) => ({
            id: source,
            name: label[locale],
            value: average,
            text: t('quality.points', { score: formatNumber(average, locale) }),
            note: t('quality.sourceNote', { total: formatNumber(customers, locale) }),
          }))}
          onPick={(index) => {
            const source = sources[index]?.source;
            drill(source === undefined ? {} : { source });
          }}
        />
      </Section>
      <Section title={t('quality.stale')}>
        <BarList
          label={t('quality.stale')}
          rows={stale.map(({ months, before, customers }) => ({
            id: String(months),
            name: (
              <span title={t('quality.staleNote', { date: formatDate(before) })}>
                {t('quality.staleRow', { months })}
              </span>
            ),
            value: customers,
            text: people(customers),
          }))}
          onPick={(index) => {
            const before = stale[index]?.before;
            drill(before === undefined ? {} : { heardBefore: before });
          }}
        />
      </Section>
    </div>
  );
}

const DONE = {
  normalise: 'quality.normaliseDone',
  recompute: 'quality.recomputeDone',
  confirmTasks: 'quality.confirmTasksDone',
} as const;

function Cleanings() {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const clean = useMutation({
    mutationFn: (what: Cleaning) => CLEANINGS[what](),
    onSuccess: (_, what) => {
      offerUndo(t(DONE[what]));
      return client.invalidateQueries({ queryKey: overviewQuery().queryKey });
    },
  });
  return (
    <Section title={t('quality.clean')} note={t('quality.cleanNote')}>
      <div className="quality-acts">
        {(['normalise', 'recompute', 'confirmTasks'] as const).map((what) => (
          <Button key={what} disabled={clean.isPending} onClick={() => clean.mutate(what)}>
            {t(`quality.${what}`)}
          </Button>
        ))}
        {may('customers.review') ? <Link to="/reviews">{t('quality.reviews')}</Link> : null}
      </div>
      {clean.isError ? <Failure error={clean.error} /> : null}
    </Section>
  );
}

function Formula({ formula: { weights, parts, freshMonths } }: { readonly formula: QualityOverview['formula'] }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const said = weights.map(({ label, weight }) => t('quality.weight', { field: label[locale], weight }));
  return (
    <Section title={t('quality.formula')}>
      <div className="quality-formula quiet">
        <p>{t('quality.formulaText', parts)}</p>
        <p>{t('quality.completenessText', { weights: said.join(locale === 'en' ? ', ' : '、') })}</p>
        <p>{t('quality.validityText')}</p>
        <p>{t('quality.freshnessText', { months: freshMonths })}</p>
      </div>
    </Section>
  );
}
