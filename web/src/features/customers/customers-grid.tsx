import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import type { Visibility } from '../../ui/grid/column-visibility.ts';
import type { GridColumn } from '../../ui/grid/columns.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import { Failure } from '../../ui/states.tsx';
import type { CustomerFilter, Rights } from './api.ts';
import { CustomerCard } from './customer-card.tsx';
import type { CustomerRow } from './customer-row.ts';
import { listKeyOf, useCustomerRows } from './use-customer-rows.ts';

interface CustomersGridProps {
  readonly filter: CustomerFilter;
  readonly rights: Rights;
  readonly total: number | null;
  readonly columns: readonly GridColumn<CustomerRow>[];
  readonly visibility: Visibility;
  readonly peekedId: string | null;
  readonly onOpen: (row: CustomerRow) => void;
  readonly onPeek: (row: CustomerRow) => void;
  readonly onSelect: ((row: CustomerRow) => void) | undefined;
  readonly onClose: () => void;
}

const idOf = (row: CustomerRow): string => row.id;
const cardOf = (row: CustomerRow) => <CustomerCard row={row} />;

/** The rows of the list. A page that arrives is drawn here alone, not with all that stands around. */
export function CustomersGrid({ filter, rights, total, onSelect, ...rest }: CustomersGridProps) {
  const { t } = useTranslation();
  const { rows, onRange, failure, retry, isCut } = useCustomerRows(filter, { rights, total });
  const foot = isCut ? (
    <div className="grid-foot">{t('customers.cut', { rows: formatNumber(rows.length, currentLocale()) })}</div>
  ) : null;
  return (
    <>
      {failure === null ? null : (
        <div className="padded">
          <Failure error={failure} onRetry={retry} />
        </div>
      )}
      <Grid
        {...rest}
        label={t('customers.grid')}
        rows={rows}
        rowId={idOf}
        total={total}
        card={cardOf}
        {...(onSelect === undefined ? {} : { onSelect })}
        onRange={onRange}
        memoryKey={`customers:${listKeyOf(filter)}`}
        foot={foot}
      />
    </>
  );
}
