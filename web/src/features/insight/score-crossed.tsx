import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { ChartTable } from '../../ui/chart/chart-table.tsx';
import { Section } from '../../ui/page.tsx';
import type { ScoreFacts, ScoreKindFacts } from './scores-api.ts';

interface CrossedProps {
  readonly facts: ScoreFacts;
  readonly kinds: readonly ScoreKindFacts[];
  readonly onAgainst: (kind: string) => void;
  readonly onPick: (place: { readonly band?: string; readonly other?: string }) => void;
}

/** The classes beside those of any other scheme; each figure opens its people. */
export function Crossed({ facts, kinds, onAgainst, onPick }: CrossedProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { against, cells } = facts.crossed;
  const schemes = kinds.filter(({ kind }) => kind !== facts.kind);
  const shown = (schemes.find(({ kind }) => kind === against)?.bands ?? []).filter(({ key }) =>
    cells.some(({ other }) => other === key),
  );
  if (schemes.length === 0 || facts.run === null) {
    return null;
  }
  const countOf = (band: string, other: string): number =>
    cells.find((cell) => cell.band === band && cell.other === other)?.customers ?? 0;
  return (
    <Section
      title={t('scoring.crossed')}
      note={t('scoring.crossedNote')}
      actions={
        <Select
          className="score-against"
          aria-label={t('scoring.against')}
          value={against}
          onChange={onAgainst}
          options={schemes.map(({ kind, label }) => ({ value: kind, label: label[locale] }))}
        />
      }
    >
      {shown.length === 0 ? (
        <p className="quiet">{t('scoring.crossedNone')}</p>
      ) : (
        <ChartTable
          label={t('scoring.crossed')}
          content={{
            head: [t('scoring.band'), ...shown.map(({ label }) => label[locale])],
            rows: facts.bands.map((band) => ({
              id: band.key,
              name: band.label[locale],
              cells: shown.map(({ key }) => {
                const customers = countOf(band.key, key);
                return customers === 0
                  ? ''
                  : { text: formatNumber(customers, locale), onPick: () => onPick({ band: band.key, other: key }) };
              }),
            })),
          }}
        />
      )}
    </Section>
  );
}
