import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Drill } from '../../app/insight-search.ts';
import { formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { MAX_LISTED, requestList } from './list-api.ts';
import { NameForm } from './name-form.tsx';
import './insight.css';

/** Keeps the people behind a cell as a list, under a name of one's own. */
export function SaveAsList({ drill, total }: { readonly drill: Drill; readonly total: number }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const save = useMutation({
    mutationFn: (name: string) => requestList(drill, { name, key }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['segments'] }),
  });
  if (total > MAX_LISTED) {
    return (
      <p className="people-save quiet small">
        {t('seeing.tooManyForList', { max: formatNumber(MAX_LISTED, currentLocale()) })}
      </p>
    );
  }
  if (save.isSuccess) {
    return (
      <p className="people-save" role="status">
        <Icon name="done" />
        <Link to="/segments" search={{ show: 'lists', peek: save.data.id }}>
          {t('seeing.listSaved', { name: save.variables, count: save.data.people })}
        </Link>
      </p>
    );
  }
  return isOpen ? (
    <NameForm
      label={t('seeing.listName')}
      usual=""
      missing={t('seeing.listNameMissing')}
      isSaving={save.isPending}
      error={save.error}
      onSave={(name) => save.mutate(name)}
      onCancel={() => setIsOpen(false)}
    />
  ) : (
    <div className="people-save">
      <Button onClick={() => setIsOpen(true)}>{t('seeing.saveList')}</Button>
    </div>
  );
}
