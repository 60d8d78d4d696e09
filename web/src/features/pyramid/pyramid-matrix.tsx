import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { useAppearance } from '../../theme/appearance.tsx';
import { heatOf } from '../../theme/heat.ts';
import { agesText } from './ages-text.ts';
import type { PyramidCell, PyramidMap } from './api.ts';
import './pyramid.css';

const POWERS = ['high', 'middle', 'low', null] as const;
type Age = PyramidMap['ages'][number] | null;

const isAt = (cell: PyramidCell, power: (typeof POWERS)[number], age: Age): boolean =>
  cell.power === power && (cell.age?.from ?? null) === (age?.from ?? null);

/** Spending power by age: how many customers, what is meant for them and how many of them bought it. */
export function PyramidMatrix({ map: { ages, cells } }: { readonly map: PyramidMap }) {
  const { t } = useTranslation();
  const { mode } = useAppearance();
  const locale = currentLocale();
  const columns: readonly Age[] = [...ages, ...(cells.some(({ age }) => age === null) ? [null] : [])];
  const most = Math.max(1, ...cells.map(({ customers }) => customers));
  const nameOf = (age: Age): string =>
    age === null ? t('pyramid.ageUnknown') : agesText({ ageFrom: age.from === 0 ? null : age.from, ageTo: age.to }, t);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keys
    <div className="pyramid-scroll" role="region" aria-label={t('pyramid.who')} tabIndex={0}>
      <table className="pyramid-matrix">
        <thead>
          <tr>
            <th scope="col">{t('pyramid.power')}</th>
            {columns.map((age) => (
              <th key={nameOf(age)} scope="col">
                {nameOf(age)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {POWERS.map((power) => (
            <tr key={power ?? 'none'}>
              <th scope="row">{t(`pyramid.powers.${power ?? 'none'}`)}</th>
              {columns.map((age) => {
                const cell = cells.find((one) => isAt(one, power, age));
                const { background, text } = heatOf((cell?.customers ?? 0) / most, mode);
                return (
                  <td key={nameOf(age)}>
                    <span className="pyramid-count figures" style={{ background, color: text }}>
                      {t('pyramid.people', { total: formatNumber(cell?.customers ?? 0, locale) })}
                    </span>
                    {(cell?.meant ?? []).map(({ kind, id, name, buyers }) => (
                      <span key={`${kind} ${id}`} className="pyramid-meant small">
                        <span>{name}</span>
                        <span className="quiet figures">
                          {t('pyramid.buyers', {
                            total: formatNumber(buyers, locale),
                            share: formatShare(buyers / Math.max(1, cell?.customers ?? 0), locale),
                          })}
                        </span>
                      </span>
                    ))}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
