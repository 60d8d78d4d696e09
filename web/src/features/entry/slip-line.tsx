import { Input } from 'antd';
import type { TFunction } from 'i18next';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { isOverLimit, missingIn, SLIP_FIELDS, type SlipField, type SlipRow } from './slip-rows.ts';

interface SlipLineProps {
  readonly row: SlipRow;
  readonly at: number;
  /** The id of the list of product types. */
  readonly list: string;
  /** It was tried to send it: what is missing is marked. */
  readonly isChecked: boolean;
  readonly onChange: (at: number, field: SlipField, value: string) => void;
}

/** What came of it. */
function said({ fault, outcome }: NonNullable<SlipRow['result']>, t: TFunction): string {
  return fault?.reason ?? t(`entry.slips.outcomes.${outcome}`);
}

/** One slip: drawn anew only when it changes, so that the fiftieth is typed as fast as the first. */
export const SlipLine = memo(function SlipLine({ row, at, list, isChecked, onChange }: SlipLineProps) {
  const { t } = useTranslation();
  const { result } = row;
  return (
    <tr>
      <td className="quiet figures">{at + 1}</td>
      {SLIP_FIELDS.map((field) => {
        const isWrong =
          result?.fault?.field === field || (isChecked && missingIn(row).some((missing) => missing === field));
        return (
          <td key={field}>
            <Input
              value={row[field]}
              data-row={at}
              data-field={field}
              aria-label={t('entry.slips.cell', { row: at + 1, field: t(`entry.slips.fields.${field}`) })}
              aria-invalid={isWrong}
              disabled={result !== null && result.outcome !== 'rejected'}
              {...(field === 'productType' ? { list } : {})}
              {...(field === 'amount' ? { inputMode: 'decimal' as const } : {})}
              {...(isWrong ? { status: 'error' as const } : {})}
              onChange={(event) => onChange(at, field, event.target.value)}
            />
          </td>
        );
      })}
      <td className={result?.outcome === 'rejected' ? 'field-fault' : 'small'}>
        {result === null ? null : isOverLimit(row) ? t('credit.causes.over_limit') : said(result, t)}
      </td>
    </tr>
  );
});
