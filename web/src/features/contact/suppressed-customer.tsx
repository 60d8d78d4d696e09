import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { Failure } from '../../ui/states.tsx';
import { type Suppression, suppressedCustomerQuery } from './api.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import { SuppressionDialog } from './suppression-dialog.tsx';
import { SuppressionLine } from './suppression-line.tsx';
import '../privacy/privacy.css';

interface SuppressedCustomerProps {
  readonly customerId: string;
}

/** Whether a customer is written to at all, with the way onto the suppression list and off it. */
export function SuppressedCustomer({ customerId }: SuppressedCustomerProps) {
  return useMay()('contact.read') ? <Lines customerId={customerId} /> : null;
}

function Lines({ customerId }: SuppressedCustomerProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { data, isError, error, refetch } = useQuery(suppressedCustomerQuery(customerId));
  const [isAdding, setIsAdding] = useState(false);
  const [leaving, setLeaving] = useState<Suppression | null>(null);
  const canWrite = data?.can.write === true;
  const done = async (): Promise<void> => {
    setIsAdding(false);
    setLeaving(null);
    await queryClient.invalidateQueries({ queryKey: ['contact', 'suppressions'] });
  };
  if (isError) {
    return <Failure error={error} onRetry={() => void refetch()} />;
  }
  return (
    <>
      {data === undefined || data.items.length === 0 ? null : (
        <ul className="privacy-lines">
          {data.items.map((line) => (
            <SuppressionLine key={line.id} line={line} isOfPage onRemove={canWrite ? () => setLeaving(line) : null} />
          ))}
        </ul>
      )}
      {canWrite && data.items.length === 0 ? (
        <div className="consents-personal">
          <span>{t('suppressions.notListed')}</span>
          <Button size="small" onClick={() => setIsAdding(true)}>
            {t('suppressions.stop')}
          </Button>
        </div>
      ) : null}
      {isAdding ? (
        <SuppressionDialog customerId={customerId} onClose={() => setIsAdding(false)} onSaved={done} />
      ) : null}
      {leaving === null ? null : <RemoveDialog line={leaving} onClose={() => setLeaving(null)} onRemoved={done} />}
    </>
  );
}
