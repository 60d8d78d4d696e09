import { useTranslation } from 'react-i18next';
import { formatMoney, formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { BarList } from '../../ui/chart/bar-list.tsx';
import { ChartTable } from '../../ui/chart/chart-table.tsx';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { ModelWords } from './model-words.tsx';
import { formatScore, type ScoreFacts, type ScoreKindFacts } from './scores-api.ts';

type OnPick = (place: { readonly band?: string; readonly other?: string }) => void;

/** How many are in which class, and how that moved since the computation before. */
export function Bands({ facts, onPick }: { readonly facts: ScoreKindFacts; readonly onPick: OnPick }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { run, before } = facts;
  // Noughts would be taken for a result.
  if (run === null) {
    return null;
  }
  const all = Math.max(1, run.customers);
  return (
    <BarList
      label={t('scoring.bandsOf', { name: facts.label[locale] })}
      rows={facts.bands.map(({ key, label }, index) => {
        const customers = run.bands[index]?.customers ?? 0;
        const moved = before === null ? 0 : customers - (before.bands[index]?.customers ?? 0);
        const change = moved === 0 ? '' : ` ${moved > 0 ? '+' : ''}${formatNumber(moved, locale)}`;
        return {
          id: key,
          name: label[locale],
          value: customers,
          text: formatNumber(customers, locale),
          note: `${formatShare(customers / all, locale)}${change}`,
        };
      })}
      onPick={(index) => {
        const band = facts.bands[index]?.key;
        onPick(band === undefined ? {} : { band });
      }}
    />
  );
}

/** The ends of the tenths of the values. */
export function Distribution({ facts }: { readonly facts: ScoreFacts }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { run, unit } = facts;
  if (run === null || run.deciles.length === 0) {
    return null;
  }
  const { currency, deciles } = run;
  const last = deciles.length - 1;
  const nameOf = (index: number): string => {
    if (index === 0) {
      return t('scoring.least');
    }
    return index === last ? t('scoring.most') : formatShare(index / last, locale);
  };
  return (
    <Section title={t('scoring.distribution')} note={t('scoring.distributionNote')}>
      <ChartTable
        label={t('scoring.distribution')}
        content={{
          head: [t('scoring.below'), t('scoring.value')],
          rows: deciles.map((value, index) => ({
            id: String(index),
            name: nameOf(index),
            cells: [formatScore(value, { unit, currency, locale })],
          })),
        }}
      />
    </Section>
  );
}

/** What came of those who were measured some weeks earlier, and whose forecast is used. */
export function Quality({ facts }: { readonly facts: ScoreFacts }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { quality, run } = facts;
  const held = quality?.held ?? null;
  const money = (minor: number): string => formatMoney(Math.round(minor), { currency: run?.currency ?? 'CNY', locale });
  const ordered = facts.bands.flatMap(({ key, label }) => {
    const found = held?.bands.find(({ band }) => band === key);
    return found === undefined ? [] : [{ ...found, name: label[locale] }];
  });
  return (
    <Section
      title={t('scoring.quality')}
      note={held === null ? undefined : t('scoring.heldNote', { date: held.asOf, days: held.days })}
    >
      {held === null ? (
        <p className="quiet">{t('scoring.qualityNone')}</p>
      ) : (
        <ChartTable
          label={t('scoring.quality')}
          content={{
            head: [t('scoring.band'), t('scoring.customers'), t('scoring.returned'), t('scoring.spentEach')],
            rows: ordered.map(({ band, name, customers, returned, spentMinor }) => ({
              id: band,
              name,
              cells: [
                formatNumber(customers, locale),
                formatShare(returned / Math.max(1, customers), locale),
                money(spentMinor / Math.max(1, customers)),
              ],
            })),
          }}
        />
      )}
      {held === null || held.auc === null ? null : (
        <p className="quiet small">{t('scoring.auc', { auc: formatNumber(held.auc, locale, 3) })}</p>
      )}
      <ModelQuality facts={facts} />
    </Section>
  );
}

/** What the model learned, and both forecasts of the weeks held back beside what came. */
function ModelQuality({ facts }: { readonly facts: ScoreFacts }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const model = facts.quality?.model ?? null;
  if (model === null) {
    return null;
  }
  const { quality } = model;
  const number = (value: number): string => formatNumber(value, locale, 1);
  const fine = (value: number): string => formatNumber(value, locale, 3);
  return (
    <>
      <ModelWords model={model} />
      {model.signal === 'no_dropout' ? <Notice>{t('scoring.noDropout')}</Notice> : null}
      {quality === null ? (
        <p className="quiet">{t('scoring.modelUnchecked')}</p>
      ) : (
        <>
          <p>{t(quality.better === 'model' ? 'scoring.modelWins' : 'scoring.pastWins', { weeks: quality.weeks })}</p>
          <ChartTable
            label={t('scoring.deciles')}
            content={{
              head: [t('scoring.tenth'), t('scoring.actual'), t('scoring.model'), t('scoring.pastRate')],
              rows: [
                {
                  id: 'all',
                  name: t('common.all'),
                  cells: [number(quality.actual), number(quality.model.total), number(quality.pastRate.total)],
                },
                ...quality.deciles.map((tenth, index) => ({
                  id: String(index),
                  name: String(index + 1),
                  cells: [number(tenth.actual), number(tenth.model), number(tenth.pastRate)],
                })),
                {
                  id: 'mae',
                  name: t('scoring.mae'),
                  cells: ['—', fine(quality.model.mae), fine(quality.pastRate.mae)],
                },
              ],
            }}
          />
        </>
      )}
    </>
  );
}
