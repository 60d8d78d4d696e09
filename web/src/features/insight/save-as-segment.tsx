import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icon.tsx';
import { NameForm } from './name-form.tsx';
import { type RfmPlace, requestSegment } from './rfm-api.ts';

interface SaveAsSegmentProps {
  readonly place: RfmPlace;
  /** What it is called unless one calls it otherwise. */
  readonly usualName: string;
  /** A map of another day: the segment goes by today. */
  readonly day: string | undefined;
}

/** Keeps a square of the map as a segment under a name. */
export function SaveAsSegment({ place, usualName, day }: SaveAsSegmentProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const save = useMutation({
    mutationFn: (name: string) => requestSegment(place, { name, key }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['segments'] }),
  });
  if (save.isSuccess) {
    return (
      <p className="people-save" role="status">
        <Icon name="done" />
        <Link to="/segments/$segmentId" params={{ segmentId: save.data.id }}>
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
    >
      {day === undefined ? null : <p className="quiet small">{t('seeing.segmentFromDay', { date: day })}</p>}
    </NameForm>
  ) : (
    <div className="people-save">
      <Button onClick={() => setIsOpen(true)}>{t('seeing.saveSegment')}</Button>
    </div>
  );
}
