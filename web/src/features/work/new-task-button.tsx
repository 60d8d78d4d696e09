import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { NewTaskDialog } from './new-task-dialog.tsx';

interface NewTaskButtonProps {
  readonly customer: { readonly id: string; readonly name: string };
  readonly onDone: () => void;
}

/** Gives somebody a task about a customer. */
export function NewTaskButton({ customer, onDone }: NewTaskButtonProps) {
  const { t } = useTranslation();
  const may = useMay();
  const [isOpen, setIsOpen] = useState(false);
  if (!may('work.do')) {
    return null;
  }
  return (
    <>
      <Button className="new-task" onClick={() => setIsOpen(true)}>
        {t('work.new')}
      </Button>
      {isOpen ? (
        <NewTaskDialog
          customer={customer}
          onClose={() => {
            setIsOpen(false);
            onDone();
          }}
        />
      ) : null}
    </>
  );
}
