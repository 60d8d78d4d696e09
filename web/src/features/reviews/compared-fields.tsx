import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import type { MergePreview } from './api.ts';
import './reviews.css';

interface ComparedFieldsProps {
  readonly preview: MergePreview;
  /** Whether what the profile would show stands beside it. */
  readonly withResult?: boolean;
}

/** Two customers side by side: what is the same is quiet, what differs stands out. */
export function ComparedFields({ preview, withResult = false }: ComparedFieldsProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const names = preview.customers.map(({ name }) => name ?? t('customers.unnamed'));
  const rows = preview.fields.toSorted((a, b) => Number(b.differs) - Number(a.differs));
  return (
    <div className="compared-scroll">
      <table className="compared">
        <caption className="visually-hidden">{t('reviews.sideBySide')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('reviews.field')}</th>
            {names.map((name, index) => (
              <th key={preview.customers[index]?.id} scope="col">
                {name}
              </th>
            ))}
            {withResult ? <th scope="col">{t('reviews.result')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, label, differs, values, result }) => (
            <tr key={key} className={differs ? 'is-different' : undefined}>
              <th scope="row">
                {label[locale]}
                {differs ? <span className="compared-mark">{t('reviews.differs')}</span> : null}
              </th>
              {values.map((value, index) => (
                <td key={preview.customers[index]?.id}>{value ?? <span className="quiet">{t('common.none')}</span>}</td>
              ))}
              {withResult ? (
                <td>
                  {result.text ?? t('common.none')}
                  {result.origin === null ? null : <span className="quiet small"> {result.origin.label}</span>}
                </td>
              ) : null}
            </tr>
          ))}
          <tr>
            <th scope="row">{t('reviews.sources')}</th>
            {preview.customers.map(({ id, sources }) => (
              <td key={id}>{sources.join(' · ')}</td>
            ))}
            {withResult ? (
              <td>{[...new Set(preview.customers.flatMap(({ sources }) => sources))].join(' · ')}</td>
            ) : null}
          </tr>
          {preview.belongings.map(({ name, label, counts }) =>
            counts === null || counts.every((count) => count === 0) ? null : (
              <tr key={name}>
                <th scope="row">{label[locale]}</th>
                {counts.map((count, index) => (
                  <td key={preview.customers[index]?.id} className="figures">
                    {count}
                  </td>
                ))}
                {withResult ? <td className="figures">{counts.reduce((sum, count) => sum + count, 0)}</td> : null}
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

/** What speaks against a merge. */
export function MergeWarnings({ preview }: { readonly preview: MergePreview }) {
  const locale = currentLocale();
  return preview.warnings.length === 0 ? null : (
    <ul className="merge-warnings">
      {preview.warnings.map(({ code, stop, message }, index) => (
        <li key={`${code}:${index}`} className={stop ? 'is-stop' : undefined}>
          <Icon name={stop ? 'stop' : 'warning'} />
          {message[locale]}
        </li>
      ))}
    </ul>
  );
}
