import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { BarList } from '../../ui/chart/bar-list.tsx';
import { CalibrationChart } from '../../ui/chart/calibration-chart.tsx';
import { ChartFrame } from '../../ui/chart/chart-frame.tsx';
import { ChartTable } from '../../ui/chart/chart-table.tsx';
import { Section } from '../../ui/page.tsx';
import { Figure } from '../../ui/parts.tsx';
import { Notice } from '../../ui/states.tsx';
import { SaveRule } from '../segments/understanding/save-rule.tsx';
import type { ScoreFacts } from './scores-api.ts';

export type Chance = NonNullable<NonNullable<ScoreFacts['quality']>['chance']>;
type Split = NonNullable<Chance['time']>;
type Measure = Split['model'];
type Check = 'time' | 'random';

interface ChanceProps {
  readonly facts: ScoreFacts;
  readonly chance: Chance;
}

/** The forecast that the score uses; the model where it uses none. */
const usedIn = (chance: Chance, split: Split): Measure => (chance.uses === 'baseline' ? split.baseline : split.model);

/** How well a chance is foretold: whether it is used, its figures in words, what was foretold and what came, and why. */
export function ChanceQuality({ facts, chance }: ChanceProps) {
  return (
    <>
      <Verdict facts={facts} chance={chance} />
      <Charts facts={facts} chance={chance} />
      <Checks chance={chance} />
      <Features facts={facts} chance={chance} />
    </>
  );
}

function Verdict({ facts, chance }: ChanceProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const may = useMay();
  const { uses, lacks, time, random, outcome, cases, happened, horizonDays } = chance;
  const split = time ?? random;
  const name = facts.label[locale];
  const numbers = {
    cases: formatNumber(cases, locale),
    happened: formatNumber(happened, locale),
    days: formatNumber(horizonDays, locale),
    triple: formatNumber(3 * horizonDays, locale),
  };
  return (
    <Section title={t('chances.how')} note={t('chances.foretells', { outcome: outcome[locale] })}>
      {uses === 'none' ? (
        <Notice>{t(lacks === 'cases' ? 'chances.tooFew' : 'chances.noSignal', numbers)}</Notice>
      ) : (
        <p>{t(uses === 'model' ? 'chances.modelUsed' : 'chances.baselineUsed')}</p>
      )}
      {split !== null && time === null ? <p className="quiet">{t('chances.noTime', numbers)}</p> : null}
      {split === null ? null : <Figures measure={usedIn(chance, split)} split={split} />}
      {uses === 'none' || !may('segments.write') ? null : (
        <SaveRule
          rule={{ v: 1, all: [{ is: 'score.band', bands: [`${facts.kind}:top`] }] }}
          usualName={t('chances.targetName', { name })}
          action={t('chances.target')}
        />
      )}
    </Section>
  );
}

/** Each figure with one plain sentence. */
function Figures({ measure, split }: { readonly measure: Measure; readonly split: Split }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { auc, aucLow, aucHigh, top } = measure;
  const base = split.happened / Math.max(1, split.held);
  const precision = top.happened / Math.max(1, top.cases);
  const recall = top.happened / Math.max(1, split.happened);
  const of100 = (share: number): string => formatNumber(100 * share, locale);
  return (
    <div className="figures-cards">
      <Figure
        label={t('chances.auc')}
        value={formatNumber(auc, locale, 3)}
        note={t('chances.aucMeans', {
          pairs: of100(auc),
          low: formatNumber(aucLow, locale, 3),
          high: formatNumber(aucHigh, locale, 3),
        })}
      />
      <Figure
        label={t('chances.precision')}
        value={formatShare(precision, locale)}
        note={t('chances.precisionMeans', { people: of100(precision), all: of100(base) })}
      />
      <Figure
        label={t('chances.recall')}
        value={formatShare(recall, locale)}
        note={t('chances.recallMeans', { share: formatShare(recall, locale) })}
      />
      <Figure
        label={t('chances.lift')}
        value={formatNumber(base === 0 ? 0 : precision / base, locale, 1)}
        note={t('chances.liftMeans')}
      />
    </div>
  );
}

const READY = { isPending: false, isError: false, error: null, refetch: () => undefined } as const;

function Charts({ chance }: ChanceProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const checks = (['time', 'random'] as const).flatMap((check) => {
    const split = chance[check];
    return split === null ? [] : [{ check, split }];
  });
  const [first] = checks;
  if (first === undefined) {
    return null;
  }
  const { split } = first;
  const base = split.happened / Math.max(1, split.held);
  const { tenths } = usedIn(chance, split);
  return (
    <>
      <p className="insight-lead">{t('chances.calibrationMeans')}</p>
      <div className="insight-two">
        {checks.map((each) => (
          <Calibration key={each.check} check={each.check} measure={usedIn(chance, each.split)} />
        ))}
      </div>
      <ChartFrame title={t('chances.liftByTenth')} unit={t(`chances.by.${first.check}`)} answer={READY} shape="bars">
        <BarList
          label={t('chances.liftByTenth')}
          rows={tenths.map(({ happened }, index) => ({
            id: String(index),
            name: t('chances.tenthOf', { number: index + 1 }),
            value: happened,
            text: t('chances.times', { times: formatNumber(base === 0 ? 0 : happened / base, locale, 1) }),
            note: formatShare(happened, locale),
          }))}
        />
      </ChartFrame>
    </>
  );
}

function Calibration({ check, measure }: { readonly check: Check; readonly measure: Measure }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const share = (value: number): string => formatShare(value, locale);
  const title = t('chances.calibration', { check: t(`chances.by.${check}`) });
  return (
    <ChartFrame
      title={title}
      answer={READY}
      shape="columns"
      table={{
        head: [t('chances.tenth'), t('chances.said'), t('chances.came'), t('chances.interval'), t('chances.cases')],
        rows: measure.tenths.map(({ cases, said, happened, low, high }, index) => ({
          id: String(index),
          name: String(index + 1),
          cells: [share(said), share(happened), `${share(low)}–${share(high)}`, formatNumber(cases, locale)],
        })),
      }}
    >
      <CalibrationChart
        label={title}
        points={measure.tenths.map(({ said, happened, low, high }, index) => ({
          id: String(index),
          said,
          came: happened,
          low,
          high,
        }))}
        said={t('chances.said')}
        came={t('chances.came')}
        format={share}
      />
    </ChartFrame>
  );
}

/** The check in time beside the one at random, the model beside the plain forecast. */
function Checks({ chance }: { readonly chance: Chance }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const rows = (['time', 'random'] as const).flatMap((check) => {
    const split = chance[check];
    return split === null
      ? []
      : (['model', 'baseline'] as const).map((which) => ({ check, which, split, measure: split[which] }));
  });
  if (rows.length === 0) {
    return null;
  }
  const fine = (value: number): string => formatNumber(value, locale, 3);
  return (
    <Section title={t('chances.checks')} note={t('chances.checksNote')}>
      <ChartTable
        label={t('chances.checks')}
        content={{
          head: [
            t('chances.check'),
            t('chances.aucWithin'),
            t('chances.head.precision'),
            t('chances.head.recall'),
            t('chances.head.lift'),
            t('chances.brier'),
            t('chances.learned'),
            t('chances.held'),
            t('chances.base'),
          ],
          rows: rows.map(({ check, which, split, measure: { auc, aucLow, aucHigh, brier, top } }) => {
            const base = split.happened / Math.max(1, split.held);
            const precision = top.happened / Math.max(1, top.cases);
            return {
              id: `${check}:${which}`,
              name: `${t(`chances.by.${check}`)} · ${t(`chances.${which}`)}`,
              cells: [
                t('chances.within', { value: fine(auc), low: fine(aucLow), high: fine(aucHigh) }),
                formatShare(precision, locale),
                formatShare(top.happened / Math.max(1, split.happened), locale),
                formatNumber(base === 0 ? 0 : precision / base, locale, 1),
                fine(brier),
                formatNumber(split.learned, locale),
                formatNumber(split.held, locale),
                formatShare(base, locale),
              ],
            };
          }),
        }}
      />
    </Section>
  );
}

/** What speaks for and against it, by how much. */
function Features({ facts, chance }: ChanceProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const named = new Map(facts.inputs.map(({ key, label }) => [key, label[locale]]));
  const shown = chance.features.filter(({ weight }) => weight >= 0.005);
  return shown.length === 0 ? null : (
    <Section title={t('chances.features')} note={t('chances.featuresNote', { outcome: chance.outcome[locale] })}>
      <BarList
        label={t('chances.features')}
        rows={shown.map(({ key, weight, direction }) => ({
          id: key,
          name: named.get(key) ?? key,
          value: weight,
          text: formatShare(weight, locale),
          note: t(`chances.direction.${direction}`),
        }))}
      />
    </Section>
  );
}
