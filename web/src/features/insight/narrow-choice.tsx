interface NarrowChoiceProps<Value extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** One of a few where a row of them would not fit: the phone's own list. A value that is none of them shows nothing. */
export function NarrowChoice<Value extends string>({ label, options, value, onChange }: NarrowChoiceProps<Value>) {
  const known = options.some((option) => option.value === value);
  return (
    <select
      className="plain-select"
      aria-label={label}
      value={known ? value : ''}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.target.value);
        if (chosen !== undefined) {
          onChange(chosen.value);
        }
      }}
    >
      {known ? null : (
        <option value="" disabled>
          {label}
        </option>
      )}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
