import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NameForm } from '../insight/name-form.tsx';
import { type OpportunitySeen, requestPeople } from './api.ts';

/** The people of an opportunity as a living segment, under a name. */
export function KeepPeople({ row }: { readonly row: OpportunitySeen }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const save = useMutation({
    mutationFn: (name: string) => requestPeople(row, { name, key }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['segments'] }),
  });
  if (save.isSuccess) {
    return (
      <span role="status">
        <Link to="/segments/$segmentId" params={{ segmentId: save.data.id }}>
          {t('seeing.segmentSaved', { name: save.data.name })}
        </Link>
      </span>
    );
  }
  const usual = t('opportunities.segmentName', {
    segment: row.segment?.name ?? t('opportunities.everybody'),
    category: row.label,
  });
  return isOpen ? (
    <NameForm
      label={t('seeing.segmentName')}
      usual={usual}
      missing={t('seeing.segmentNameMissing')}
      isSaving={save.isPending}
      error={save.error}
      onSave={(name) => save.mutate(name)}
      onCancel={() => setIsOpen(false)}
    />
  ) : (
    <Button
      size="small"
      aria-label={`${t('opportunities.keep', { count: row.unmet })} ${usual}`}
      onClick={() => setIsOpen(true)}
    >
      {t('opportunities.keep', { count: row.unmet })}
    </Button>
  );
}
