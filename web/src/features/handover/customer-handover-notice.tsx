import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { Notice } from '../../ui/states.tsx';
import { customerHandoverQuery } from './api.ts';

/** On the page of a customer: whom they dealt with leaves, and whether somebody took over. */
export function CustomerHandoverNotice({ customerId }: { readonly customerId: string }) {
  const may = useMay();
  return may('care.read') ? <Shown customerId={customerId} /> : null;
}

function Shown({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const found = useQuery(customerHandoverQuery(customerId)).data?.handover ?? null;
  if (found === null || found.state === 'handed') {
    return null;
  }
  const { owner, leavesOn, leftOn } = found;
  const what =
    leftOn !== null
      ? t('handover.customerLeft', { name: owner, date: leftOn })
      : leavesOn !== null
        ? t('handover.customerLeaves', { name: owner, date: leavesOn })
        : t('handover.customerLeavesSoon', { name: owner });
  return <Notice>{what}</Notice>;
}
