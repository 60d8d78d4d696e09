import { Button } from 'antd';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { FormFault } from '../fields/form-fault.tsx';

interface CareFormProps {
  readonly label: string;
  /** What the button says. */
  readonly deed: string;
  readonly isPending: boolean;
  readonly error: Error | null;
  /** How many faults stand at their fields. */
  readonly placed: number;
  readonly onSend: () => void;
  readonly onClose: () => void;
  /** Beside the buttons. */
  readonly more?: ReactNode;
  readonly children: ReactNode;
}

/** A form in a dialog. */
export function CareForm(props: CareFormProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!props.isPending) {
      props.onSend();
    }
  };
  return (
    <Dialog label={props.label} onClose={props.onClose}>
      <form className="dialog-content" noValidate onSubmit={submit}>
        {props.children}
        <FormFault error={props.error} placed={props.placed} />
        <div className="dialog-actions">
          {props.more}
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={props.isPending}>
            {props.deed}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
