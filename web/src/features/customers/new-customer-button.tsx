import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { useOpenRequest } from '../../ui/open-request.ts';
import { fieldsQuery } from '../fields/api.ts';
import { NewCustomerForm } from './customer-form.tsx';

/** Opens the form of a new customer; who was made is shown at once. Absent for those who may not. */
export function NewCustomerButton() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [isOpen, setIsOpen] = useState(false);
  const mayWrite = may('customers.write');
  useOpenRequest('customer', () => setIsOpen(mayWrite));
  // Asked for ahead, so that the form is there when it opens.
  useQuery({ ...fieldsQuery(), enabled: mayWrite });
  if (!mayWrite) {
    return null;
  }
  return (
    <>
      <Button type="primary" onClick={() => setIsOpen(true)}>
        {t('customerForm.new')}
      </Button>
      {isOpen ? (
        <NewCustomerForm
          onClose={() => setIsOpen(false)}
          onSaved={(customerId) => {
            setIsOpen(false);
            void navigate({ to: '/customers/$customerId', params: { customerId } });
          }}
        />
      ) : null}
    </>
  );
}
