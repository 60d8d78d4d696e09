import { Input } from 'antd';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface CodeFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The second factor at the door; it takes the focus when it appears. */
export function CodeField({ value, onChange }: CodeFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.querySelector('input')?.focus();
  }, []);
  return (
    <div ref={place}>
      <label htmlFor={id}>{t('door.code')}</label>
      <Input
        id={id}
        size="large"
        inputMode="text"
        autoComplete="one-time-code"
        aria-describedby={`${id}-note`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-note`} className="quiet small">
        {t('door.codeLead')}
      </p>
    </div>
  );
}
