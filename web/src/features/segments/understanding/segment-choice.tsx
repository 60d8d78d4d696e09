import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, truncateMiddle } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import type { SegmentRow } from '../api.ts';
import './understanding.css';

/** So many Latin letters of a name are enough to tell segments apart. */
const LETTERS = 36;

interface SegmentChoiceProps {
  readonly label: string;
  readonly note?: string | undefined;
  readonly segments: readonly Pick<SegmentRow, 'id' | 'name' | 'members'>[];
  readonly value: readonly string[];
  readonly max: number;
  readonly onChange: (ids: readonly string[]) => void;
}

/** Several segments, in the order in which they were chosen. */
export function SegmentChoice({ label, note, segments, value, max, onChange }: SegmentChoiceProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="segment-choice">
      <label htmlFor={id}>
        {label} <span className="quiet small">{note ?? t('understanding.atMost', { count: max })}</span>
      </label>
      <Select<string[]>
        id={id}
        mode="multiple"
        maxCount={max}
        optionFilterProp="name"
        value={[...value]}
        onChange={onChange}
        options={segments.map((segment) => ({
          value: segment.id,
          name: segment.name,
          label: `${truncateMiddle(segment.name, LETTERS)} · ${formatNumber(segment.members, currentLocale())}`,
        }))}
      />
    </div>
  );
}
