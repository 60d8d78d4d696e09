import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { ChoiceField, TextField } from '../orders/order-field.tsx';
import { requestScope, type Scope, type ScopeForm, type ScopeType, scopesQuery } from './api.ts';
import { scopeLines } from './scope-tree.ts';

const TYPES = ['brand', 'region', 'shop', 'department', 'partner'] as const satisfies readonly ScopeType[];
const TOP = '';

/** The parts of the business that a role can be limited to, each below the one that contains it. */
export function ScopesSection() {
  const { t } = useTranslation();
  const may = useMay();
  const list = useQuery(scopesQuery());
  const [isNew, setIsNew] = useState(false);
  const scopes = list.data?.items ?? [];
  return (
    <section className="section">
      <div className="section-head">
        <h2>{t('staff.scopes')}</h2>
        {may('scopes.manage') ? <Button onClick={() => setIsNew(true)}>{t('staff.scopeNew')}</Button> : null}
      </div>
      <p className="quiet small">{t(scopes.length === 0 ? 'staff.scopesNone' : 'staff.scopesLead')}</p>
      {list.isError && scopes.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      <ul className="scope-list">
        {scopeLines(scopes).map(({ scope, depth }) => (
          <li key={scope.id} style={{ paddingInlineStart: depth * 20 }}>
            <span>{scope.name}</span>
            <span className="quiet small">{t(`staff.scopeType.${scope.type}`)}</span>
          </li>
        ))}
      </ul>
      {isNew ? <ScopeDialog scopes={scopes} onClose={() => setIsNew(false)} /> : null}
    </section>
  );
}

function ScopeDialog({ scopes, onClose }: { readonly scopes: readonly Scope[]; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form, setForm] = useState<ScopeForm>({ type: 'shop', name: '', parentId: null });
  const [wasSent, setWasSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const name = form.name.trim();
  const save = useMutation({
    mutationFn: () => requestScope({ ...form, name }, key),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['staff', 'scopes'] });
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (name !== '' && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <Dialog label={t('staff.scopeNew')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit} noValidate>
        <TextField
          label={t('staff.scopeName')}
          hint={t('staff.scopeNameHint')}
          value={form.name}
          fault={wasSent && name === '' ? t('staff.needScopeName') : null}
          onChange={(text) => setForm({ ...form, name: text })}
        />
        <ChoiceField
          label={t('staff.scopeKind')}
          value={form.type}
          options={TYPES.map((type) => ({ value: type, label: t(`staff.scopeType.${type}`) }))}
          onChange={(type) => setForm({ ...form, type })}
        />
        <ChoiceField
          label={t('staff.scopeParent')}
          value={form.parentId ?? TOP}
          options={[
            { value: TOP, label: t('staff.scopeTop') },
            ...scopeLines(scopes).map(({ scope, path }) => ({ value: scope.id, label: path })),
          ]}
          onChange={(parent) => setForm({ ...form, parentId: parent === TOP ? null : parent })}
        />
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('staff.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
