import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

interface FieldChoiceProps<Value extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly isOut?: boolean }[];
  readonly value: readonly Value[];
  readonly most: number;
  readonly placeholder?: string;
  readonly onChange: (values: readonly Value[]) => void;
}

/** Several of what there is, in the order in which they were chosen; what does not go together with the rest is grey. */
export function FieldChoice<Value extends string>(props: FieldChoiceProps<Value>) {
  const { t } = useTranslation();
  const id = useId();
  const { label, options, value, most } = props;
  return (
    <div className="form-field pivot-choice">
      <label htmlFor={id}>
        {label} <span className="quiet small">{t('pivots.atMost', { most })}</span>
      </label>
      <Select<Value[]>
        id={id}
        mode="multiple"
        maxCount={most}
        optionFilterProp="label"
        placeholder={props.placeholder}
        value={[...value]}
        onChange={props.onChange}
        options={options.map((option) => ({
          value: option.value,
          label: option.label,
          disabled: option.isOut === true && !value.includes(option.value),
        }))}
      />
    </div>
  );
}
