import type { KeyboardEvent } from 'react';

interface WaySwitchProps<Way extends string> {
  readonly label: string;
  readonly value: Way;
  readonly options: readonly { readonly value: Way; readonly label: string }[];
  readonly onChange: (way: Way) => void;
}

/** One of a few ways, side by side: one stop for Tab, arrows choose. */
export function WaySwitch<Way extends string>({ label, value, options, onChange }: WaySwitchProps<Way>) {
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) {
      return;
    }
    event.preventDefault();
    const at = options.findIndex((option) => option.value === value);
    const next = (at + step + options.length) % options.length;
    const way = options[next]?.value;
    if (way !== undefined) {
      onChange(way);
      event.currentTarget.parentElement?.querySelectorAll('button')[next]?.focus();
    }
  };
  return (
    <div role="radiogroup" aria-label={label} className="way-switch">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          onKeyDown={onKeyDown}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
