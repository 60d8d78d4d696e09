import { Button, Select, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { MiddleText } from '../../ui/parts.tsx';
import type { Guess, ImportFault, ImportKind } from './api.ts';
import './map-step.css';
import { type ColumnChoice, type FaultPlaces, type MappingAction, type MappingState, placeFaults } from './mapping.ts';
import { useShownColumns } from './use-shown-columns.tsx';

interface MapStepProps {
  readonly kind: ImportKind;
  readonly guess: Guess;
  readonly state: MappingState;
  /** Of the preview, under the mapping as it is. */
  readonly faults: readonly ImportFault[];
  readonly missing: ImportKind['fields'];
  /** Applies unless a column of the file says otherwise. */
  readonly currency: string;
  /** Whether the faults of the mapping as it is are still on their way. */
  readonly isChecking: boolean;
  readonly onAction: (action: MappingAction) => void;
  /** Absent where no mapping of this source is remembered. */
  readonly onForget: (() => void) | null;
  readonly bar: ReactNode;
  readonly panel: ReactNode;
  readonly actions: ReactNode;
}

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

type PreviewProps = Pick<MapStepProps, 'kind' | 'guess' | 'state' | 'onAction'> & {
  readonly places: FaultPlaces;
  /** Indices of the columns to show. */
  readonly shown: readonly number[];
};

function Preview({ kind, guess, state, places, shown, onAction }: PreviewProps) {
  const { t } = useTranslation();
  const columns = shown.flatMap((index) => {
    const column = state.columns[index];
    return column === undefined ? [] : [{ index, column }];
  });
  return (
    <div
      className="map-scroll"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
      tabIndex={0}
      role="region"
      aria-label={t('imports.preview', { rows: guess.rows.length })}
    >
      <table className="map-table">
        <thead>
          <tr>
            <th scope="col" className="map-row-number">
              {t('imports.row')}
            </th>
            {columns.map(({ column, index }) => (
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
          {guess.rows.map((row, rowIndex) => (
            <tr key={rowIndex}>
              <RowNumber no={guess.rowNumbers[rowIndex] ?? 0} fault={places.rows.get(rowIndex)} />
              {columns.map(({ column, index }) => {
                const fault = places.cells.get(`${rowIndex}:${index}`);
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

/** The number of a row as the file has it; marked when the row as a whole is at fault. */
function RowNumber({ no, fault }: { readonly no: number; readonly fault: ImportFault | undefined }) {
  return fault === undefined ? (
    <th scope="row" className="map-row-number figures">
      {no}
    </th>
  ) : (
    <th scope="row" className="map-row-number figures is-faulty">
      <Tooltip title={fault.reason}>
        <button type="button" aria-label={`${no}：${fault.reason}`}>
          <Icon name="warning" size={13} />
          {no}
        </button>
      </Tooltip>
    </th>
  );
}

/** What was found, in three sentences: the file, the columns, the faults. */
function Verdict({ kind, guess, state, missing, currency, isChecking, faultCount, onForget }: VerdictProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  return (
    <div className="map-facts">
      <p className="quiet figures">
        {t('imports.columnsFound', {
          columns: formatNumber(state.columns.length, locale),
          format: t(`imports.formats.${guess.format}`),
        })}
        {!kind.fields.some(({ name }) => name === 'currency') ||
        state.columns.some((column) => column.field === 'currency')
          ? null
          : ` · ${t('imports.amountsIn', { currency })}`}
      </p>
      {onForget === null ? null : (
        <p className="quiet">
          {t('imports.asLastTime')}{' '}
          <Button type="link" size="small" className="forget" onClick={onForget}>
            {t('imports.forgetMapping')}
          </Button>
        </p>
      )}
      <p className={missing.length === 0 ? 'map-verdict is-done' : 'map-verdict is-failed'} role="status">
        <Icon name={missing.length === 0 ? 'done' : 'warning'} size={14} />
        {missing.length === 0
          ? t('imports.requiredAll')
          : t('imports.requiredMissing', {
              fields: missing.map((field) => field.label[locale]).join(t('customer.and')),
            })}
      </p>
      {missing.length > 0 ? null : (
        <p className={faultCount === 0 ? 'map-verdict is-done' : 'map-verdict is-warning'} aria-busy={isChecking}>
          <Icon name={faultCount === 0 ? 'done' : 'warning'} size={14} />
          {faultCount === 0 ? t('imports.faultsNone') : t('imports.faultsInPreview', { count: faultCount })}
        </p>
      )}
    </div>
  );
}

type VerdictProps = Pick<
  MapStepProps,
  'kind' | 'guess' | 'state' | 'missing' | 'currency' | 'isChecking' | 'onForget'
> & {
  readonly faultCount: number;
};

/** Second step: the first rows of the file with a field above each column, faults marked where they are. */
export function MapStep({ kind, guess, state, faults, onAction, bar, panel, actions, ...verdict }: MapStepProps) {
  const places = placeFaults(faults, state.columns, guess.rowNumbers);
  const { finder, shown, touch } = useShownColumns(state);
  const act = (action: MappingAction): void => {
    touch(action);
    onAction(action);
  };
  return (
    <div className="map">
      {bar}
      <Verdict kind={kind} guess={guess} state={state} faultCount={places.cells.size + places.rows.size} {...verdict} />
      {finder}
      <div className="map-body">
        <Preview kind={kind} guess={guess} state={state} places={places} shown={shown} onAction={act} />
        {panel}
      </div>
      <div className="wizard-actions">{actions}</div>
    </div>
  );
}
