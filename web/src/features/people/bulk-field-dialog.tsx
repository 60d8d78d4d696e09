import { useMutation, useQuery } from '@tanstack/react-query';
import type { CustomerField } from '@zhike/server/contracts';
import { Button, Segmented, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { Entry } from '../fields/entry.tsx';
import { faultsByField } from '../fields/faults.ts';
import { FieldControl, type Typed } from '../fields/field-control.tsx';
import { FormFault } from '../fields/form-fault.tsx';
import { type BulkAction, type BulkReply, fieldsQuery, requestBulkEdit } from './api.ts';
import { actionsFor, isComplete } from './bulk-change.ts';

type Editable = Pick<CustomerField, 'key' | 'label' | 'groupLabel' | 'type' | 'options' | 'openOptions' | 'unit'>;

interface BulkFieldDialogProps {
  readonly ids: readonly string[];
  readonly onClose: () => void;
  readonly onDone: (reply: BulkReply, fieldName: string) => Promise<void>;
}

/** One field of everybody who is picked: which, what becomes of it, and for how many. */
export function BulkFieldDialog({ ids, onClose, onDone }: BulkFieldDialogProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const fields = useQuery(fieldsQuery());
  const [key, setKey] = useState<string | null>(null);
  const [action, setAction] = useState<BulkAction>('set');
  const [value, setValue] = useState<Typed>(null);
  const [wasSent, setSent] = useState(false);
  const choices: readonly Editable[] = [
    regionField(t('customers.region'), t('customerForm.contact')),
    ...(fields.data?.items ?? []),
  ];
  const field = choices.find((each) => each.key === key);
  const name = field?.label[locale] ?? '';
  const save = useMutation({
    mutationFn: () =>
      requestBulkEdit({ ids: [...ids], field: key ?? '', action, value: action === 'clear' ? null : value }),
    onSuccess: (reply) => onDone(reply, name),
  });
  const faults = faultsByField(save.error);
  const isMissing = !isComplete(action, value);
  const choose = (next: string): void => {
    setKey(next);
    setAction('set');
    setValue(null);
    setSent(false);
    save.reset();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setSent(true);
    if (field !== undefined && !isMissing && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <Dialog label={t('people.bulkTitle', { count: ids.length })} onClose={onClose}>
      <form className="dialog-content bulk-form" noValidate onSubmit={submit}>
        {fields.isPending ? <Skeleton shape="lines" /> : null}
        {fields.isError ? <Failure error={fields.error} onRetry={() => void fields.refetch()} /> : null}
        {fields.isSuccess ? (
          <Entry
            label={t('people.bulkField')}
            fault={wasSent && field === undefined ? t('people.bulkFieldMissing') : (faults.get('field') ?? null)}
          >
            <Select
              showSearch
              optionFilterProp="label"
              value={key}
              placeholder={t('people.bulkFieldHint')}
              options={groupsOf(choices, locale)}
              onChange={(next: string | null) => (next === null ? undefined : choose(next))}
            />
          </Entry>
        ) : null}
        {field === undefined ? null : (
          <Segmented<BulkAction>
            aria-label={t('people.bulkAction')}
            value={action}
            onChange={(next) => {
              setAction(next);
              setSent(false);
            }}
            options={actionsFor(field.type).map((each) => ({ value: each, label: t(`people.bulkActions.${each}`) }))}
          />
        )}
        {field === undefined || action === 'clear' ? null : (
          <Entry
            label={name}
            fault={wasSent && isMissing ? t('people.bulkValueMissing') : (faults.get('value') ?? null)}
          >
            <FieldControl
              key={field.key}
              field={field}
              value={value}
              onChange={(next) => {
                setValue(next);
                save.reset();
              }}
            />
          </Entry>
        )}
        {field === undefined ? null : (
          <p className="quiet" aria-live="polite">
            {t(`people.bulkPreview.${action}`, { count: ids.length, name })}
          </p>
        )}
        <FormFault error={save.error} placed={faults.size} />
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('people.bulkSubmit', { count: ids.length })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The region has no definition of its own, but can be set for many. */
function regionField(label: string, group: string): Editable {
  return {
    key: 'region',
    label: { 'zh-CN': label, en: label },
    groupLabel: { 'zh-CN': group, en: group },
    type: 'text',
    options: [],
    openOptions: false,
    unit: null,
  };
}

function groupsOf(fields: readonly Editable[], locale: 'zh-CN' | 'en') {
  return [...Map.groupBy(fields, (field) => field.groupLabel[locale])].map(([label, members]) => ({
    label,
    options: members.map((field) => ({ value: field.key, label: field.label[locale] })),
  }));
}
