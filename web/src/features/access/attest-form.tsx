import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { faultsByField } from '../fields/faults.ts';
import { ChoiceField, TextField } from '../privacy/text-field.tsx';
import { type AttestBody, attestationQuery, requestAttest } from './security-api.ts';
import '../privacy/privacy.css';

interface AttestFormProps {
  readonly onClose: () => void;
  /** What was wanted goes on. */
  readonly onAttested: () => void;
}

/** Asks people to show who they are, or to acknowledge their duty, before they see sensitive values. */
export function AttestForm({ onClose, onAttested }: AttestFormProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const state = useQuery(attestationQuery());
  const [chosen, setChosen] = useState<AttestBody['method'] | null>(null);
  const [text, setText] = useState('');
  const [isAccepted, setIsAccepted] = useState(false);
  const attest = useMutation({
    mutationFn: requestAttest,
    onSuccess: (next) => {
      queryClient.setQueryData(attestationQuery().queryKey, next);
      onAttested();
    },
  });
  if (state.isPending) {
    return <Skeleton shape="lines" />;
  }
  if (state.isError) {
    return <Failure error={state.error} onRetry={() => void state.refetch()} />;
  }
  const { methods, duty, minutes } = state.data;
  const method = chosen ?? (methods.includes('duty') ? 'duty' : (methods[0] ?? 'password'));
  const faults = faultsByField(attest.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (method === 'duty') {
      attest.mutate({ method, accepted: true });
    } else {
      attest.mutate(method === 'code' ? { method, code: text } : { method, password: text });
    }
  };
  return (
    <form className="dialog-content privacy-form" onSubmit={submit} noValidate>
      <p className="quiet">{t('attest.note', { minutes })}</p>
      {methods.length > 1 ? (
        <ChoiceField
          label={t('attest.method')}
          value={method}
          options={methods.map((each) => ({ value: each, label: t(`attest.methods.${each}`) }))}
          onChange={(next) => {
            setChosen(next);
            setText('');
          }}
        />
      ) : null}
      {method === 'duty' ? (
        <>
          <p>{duty}</p>
          <Checkbox checked={isAccepted} onChange={(event) => setIsAccepted(event.target.checked)}>
            {t('attest.duty')}
          </Checkbox>
        </>
      ) : (
        <TextField
          label={t(`attest.${method}`)}
          type={method === 'password' ? 'password' : 'text'}
          value={text}
          fault={faults.get(method) ?? null}
          onChange={setText}
        />
      )}
      {attest.isError && faults.size === 0 ? <Failure error={attest.error} /> : null}
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button
          type="primary"
          htmlType="submit"
          disabled={method === 'duty' ? !isAccepted : text === ''}
          loading={attest.isPending}
        >
          {t('attest.submit')}
        </Button>
      </div>
    </form>
  );
}
