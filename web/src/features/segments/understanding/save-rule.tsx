import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../ui/icon.tsx';
import { NameForm } from '../../insight/name-form.tsx';
import { segmentsKey } from '../api.ts';
import type { Rule } from '../rule/parts.ts';
import { requestRuleSegment } from './api.ts';

interface SaveRuleProps {
  readonly rule: Rule;
  readonly usualName: string;
  /** On the button, where it says more than that a segment is saved. */
  readonly action?: string;
}

/** Keeps the people of a cell as a segment of its own, which follows the segments that it is made of. */
export function SaveRule({ rule, usualName, action }: SaveRuleProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const save = useMutation({
    mutationFn: (name: string) => requestRuleSegment(rule, { name, key }),
    onSuccess: () => client.invalidateQueries({ queryKey: [...segmentsKey, 'list'] }),
  });
  if (save.isSuccess) {
    return (
      <p className="people-save" role="status">
        <Icon name="done" />
        <Link to="/segments/$segmentId" params={{ segmentId: save.data.id }} search={{}}>
          {t('seeing.segmentSaved', { name: save.data.name })}
        </Link>
      </p>
    );
  }
  return isOpen ? (
    <NameForm
      label={t('seeing.segmentName')}
      usual={usualName}
      missing={t('seeing.segmentNameMissing')}
      isSaving={save.isPending}
      error={save.error}
      onSave={(name) => save.mutate(name)}
      onCancel={() => setIsOpen(false)}
    />
  ) : (
    <div className="people-save">
      <Button onClick={() => setIsOpen(true)}>{action ?? t('seeing.saveSegment')}</Button>
    </div>
  );
}
