import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Section } from '../../../ui/page.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { type MatchModel, modelQuery } from './api.ts';

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))}%`;

/** What the model has learned: how much each agreement and difference says. */
export function WeightsSection() {
  const { t } = useTranslation();
  const model = useQuery(modelQuery());
  const learned = model.data?.model;
  return (
    <Section title={t('match.model')}>
      {model.isPending ? <Skeleton shape="rows" /> : null}
      {model.isError ? <Failure error={model.error} onRetry={() => void model.refetch()} /> : null}
      {learned === null ? <p className="quiet">{t('match.noModel')}</p> : null}
      {learned === null || learned === undefined ? null : <Weights model={learned} />}
    </Section>
  );
}

function Weights({ model }: { readonly model: MatchModel }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { thresholds } = model;
  const bits = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
  return (
    <>
      <p>
        {t('match.learned', {
          version: model.version,
          when: formatInstant(model.madeAt),
          records: formatNumber(model.records, locale),
          pairs: formatNumber(model.candidatePairs, locale),
          matches: formatNumber(Math.round(model.expectedMatches), locale),
        })}
      </p>
      <p className="quiet small">
        {t('match.chosen', {
          merge: percent(thresholds.merge),
          own: percent(thresholds.own.probability),
          expected: percent(thresholds.own.expectedPrecision),
          review: percent(thresholds.review),
        })}
      </p>
      <div className="compared-scroll">
        <table className="compared">
          <thead>
            <tr>
              <th scope="col">{t('reviews.field')}</th>
              <th scope="col">{t('reviews.level')}</th>
              <th scope="col">{t('match.m')}</th>
              <th scope="col">{t('match.u')}</th>
              <th scope="col">{t('reviews.bits')}</th>
            </tr>
          </thead>
          <tbody>
            {model.comparisons.flatMap(({ name, label, levels }) =>
              levels.map((level, place) => (
                <tr key={`${name}:${level.label.en}`}>
                  <th scope="row">
                    {place === 0 ? label[locale] : <span className="visually-hidden">{label[locale]}</span>}
                  </th>
                  <td>{level.label[locale]}</td>
                  <td className="figures">{percent(level.m)}</td>
                  <td className="figures">{percent(level.u)}</td>
                  <td className="figures">{bits(level.bits)}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
    </>
  );
}
