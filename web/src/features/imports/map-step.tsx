import { Button, Select, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { MiddleText } from '../../ui/parts.tsx';
import type { Guess, ImportKind } from './api.ts';
import { type ColumnChoice, faultsByCell, type MappingAction, type MappingState, missingFields } from './mapping.ts';

interface MapStepProps {
  readonly kind: ImportKind;
  readonly guess: Pick<Guess, 'delimiter' | 'encoding'>;
  readonly state: MappingState;
  /** Applies unless a column of the file says otherwise. */
  readonly currency: string;
  readonly onAction: (action: MappingAction) => void;
  readonly onBack: () => void;
  readonly onStart: () => void;
}

const DELIMITERS = [
  { sign: ',', name: 'comma' },
  { sign: ';', name: 'semicolon' },
  { sign: '\t', name: 'tab' },
  { sign: '|', name: 'bar' },
] as const;

/** Nobody picks this name for a field; Select wants a value for "leave out". */
const LEAVE_OUT = '';

function ColumnHead({
  column,
  index,
  kind,
  onAction,
}: Pick<MapStepProps, 'kind' | 'onAction'> & { readonly column: ColumnChoice; readonly index: number }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const options = [
    { value: LEAVE_OUT, label: t('imports.ignore') },
    ...kind.fields.map((field) => ({
      value: field.name,
      label: field.required ? `${field.label[locale]} *` : field.label[locale],
      title: field.example,
    })),
  ];
  const sure =
    column.field === null
      ? null
      : column.confidence === null
        ? t('imports.byHand')
        : t('imports.confidence', { share: formatShare(column.confidence, locale) });
  return (
    <th scope="col">
      <Select
        aria-label={t('imports.mapTo', { column: column.header })}
        size="small"
        value={column.field ?? LEAVE_OUT}
        options={options}
        popupMatchSelectWidth={false}
        className={column.field === null ? 'map-select is-unused' : 'map-select'}
        onChange={(field: string) =>
          onAction({ type: 'chosen', column: index, field: field === LEAVE_OUT ? null : field })
        }
      />
      <span className={column.confidence !== null && column.confidence < 0.7 ? 'map-sure is-warning' : 'map-sure'}>
        {sure ?? ' '}
      </span>
      <span className="map-header">
        <MiddleText text={column.header} max={24} />
      </span>
    </th>
  );
}

function Preview({ kind, state, onAction }: Pick<MapStepProps, 'kind' | 'state' | 'onAction'>) {
  const { t } = useTranslation();
  const faults = faultsByCell(state);
  return (
    <div
      className="map-scroll"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
      tabIndex={0}
      role="region"
      aria-label={t('imports.preview', { rows: state.rows.length })}
    >
      <table className="map-table">
        <thead>
          <tr>
            <th scope="col" className="map-row-number">
              {t('imports.row')}
            </th>
            {state.columns.map((column, index) => (
              <ColumnHead
                key={`${index}:${column.header}`}
                column={column}
                index={index}
                kind={kind}
                onAction={onAction}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {state.rows.map((row, rowIndex) => (
            <tr key={rowIndex}>
              <th scope="row" className="map-row-number figures">
                {rowIndex + 1}
              </th>
              {state.columns.map((column, index) => {
                const fault = faults.get(`${rowIndex}:${index}`);
                const value = <MiddleText text={row[index] ?? ''} max={30} />;
                return fault === undefined ? (
                  <td key={index} className={column.field === null ? 'is-unused' : undefined}>
                    {value}
                  </td>
                ) : (
                  <td key={index} className="is-faulty">
                    <Tooltip title={fault.reason}>
                      <button type="button" aria-label={`${row[index] ?? ''}：${fault.reason}`}>
                        <Icon name="warning" size={13} />
                        {value}
                      </button>
                    </Tooltip>
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

/** Second step: the first rows of the file with a field above each column, faults marked where they are. */
export function MapStep({ kind, guess, state, currency, onAction, onBack, onStart }: MapStepProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const missing = missingFields(kind, state.columns);
  const faultCount = faultsByCell(state).size;
  const named = DELIMITERS.find(({ sign }) => sign === guess.delimiter);
  const delimiter = named === undefined ? guess.delimiter : t(`imports.delimiters.${named.name}`);
  return (
    <div className="map">
      <div className="map-facts">
        <p className="quiet">
          {t('imports.columnsFound', {
            columns: formatNumber(state.columns.length, locale),
            delimiter,
            encoding: guess.encoding.toUpperCase(),
          })}
          {state.columns.some((column) => column.field === 'currency')
            ? null
            : ` · ${t('imports.amountsIn', { currency })}`}
        </p>
        <p className={missing.length === 0 ? 'map-verdict is-done' : 'map-verdict is-failed'} role="status">
          <Icon name={missing.length === 0 ? 'done' : 'warning'} size={14} />
          {missing.length === 0
            ? t('imports.requiredAll')
            : t('imports.requiredMissing', {
                fields: missing.map((field) => field.label[locale]).join(t('customer.and')),
              })}
        </p>
        <p className={faultCount === 0 ? 'map-verdict is-done' : 'map-verdict is-warning'}>
          <Icon name={faultCount === 0 ? 'done' : 'warning'} size={14} />
          {faultCount === 0 ? t('imports.faultsNone') : t('imports.faultsInPreview', { count: faultCount })}
        </p>
      </div>
      <Preview kind={kind} state={state} onAction={onAction} />
      <div className="wizard-actions">
        <Button onClick={onBack}>{t('imports.back')}</Button>
        <Button type="primary" disabled={missing.length > 0} onClick={onStart}>
          {t('imports.start')}
        </Button>
      </div>
    </div>
  );
}
