import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import type { ScoreFacts } from './scores-api.ts';

type Model = NonNullable<NonNullable<ScoreFacts['quality']>['model']>;

const NAMES = ['bg-nbd', 'mbg-nbd', 'pareto-nbd', 'nbd'] as const;
const PARAMETERS = ['r', 'alpha', 'a', 'b', 's', 'beta'] as const;
const SIGNS: Readonly<Record<string, string>> = { alpha: 'α', beta: 'β' };
const WEEKS_A_YEAR = 52;

/** What a model of purchases learned, in sentences; its parameters folded away, each with what it means. */
export function ModelWords({ model }: { readonly model: Model }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { parameters } = model;
  const { r, alpha, a, b } = parameters;
  const name = NAMES.find((each) => each === model.name);
  const rows = PARAMETERS.flatMap((key) => {
    const value = parameters[key];
    return value === undefined ? [] : [{ key, value }];
  });
  return (
    <>
      {r === undefined || alpha === undefined ? null : (
        <p>{t('modelWords.rate', { times: formatNumber((r / alpha) * WEEKS_A_YEAR, locale, 1) })}</p>
      )}
      {a === undefined || b === undefined ? null : (
        <p>{t('modelWords.stops', { share: formatShare(a / (a + b), locale) })}</p>
      )}
      <details className="model-words">
        <summary>{t('modelWords.analysts')}</summary>
        {name === undefined ? null : <p className="quiet small">{t(`modelWords.names.${name}`)}</p>}
        <table className="plain-table figures">
          <thead>
            <tr>
              <th scope="col">{t('modelWords.code')}</th>
              <th scope="col">{t('modelWords.value')}</th>
              <th scope="col">{t('modelWords.means')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, value }) => (
              <tr key={key}>
                <th scope="row" lang="zxx">
                  {SIGNS[key] ?? key}
                </th>
                <td>{formatNumber(Number(value.toPrecision(4)), locale, 4)}</td>
                <td className="model-means">{t(`modelWords.parameters.${key}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
