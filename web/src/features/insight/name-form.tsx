import { Button, Input, type InputRef } from 'antd';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../ui/states.tsx';
import './insight.css';

interface NameFormProps {
  readonly label: string;
  readonly usual: string;
  /** Said when it was sent without a name. */
  readonly missing: string;
  readonly isSaving: boolean;
  readonly error: Error | null;
  readonly onSave: (name: string) => void;
  readonly onCancel: () => void;
  readonly children?: ReactNode;
}

/** One field for the name under which people are kept. */
export function NameForm({ label, usual, missing, isSaving, error, onSave, onCancel, children }: NameFormProps) {
  const { t } = useTranslation();
  const field = useRef<InputRef>(null);
  const [name, setName] = useState(usual);
  const [wasSent, setWasSent] = useState(false);
  useEffect(() => {
    field.current?.focus();
  }, []);
  const isMissing = wasSent && name.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (name.trim() !== '' && !isSaving) {
      onSave(name.trim());
    }
  };
  return (
    <form className="people-save" onSubmit={submit}>
      <Input
        ref={field}
        className="people-name"
        aria-label={label}
        placeholder={label}
        maxLength={100}
        value={name}
        aria-invalid={isMissing}
        {...(isMissing ? { status: 'error' as const } : {})}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="primary" htmlType="submit" loading={isSaving}>
        {t('seeing.save')}
      </Button>
      <Button onClick={onCancel}>{t('common.cancel')}</Button>
      {isMissing ? <span className="field-fault">{missing}</span> : null}
      {children}
      {error === null ? null : <Failure error={error} />}
    </form>
  );
}
