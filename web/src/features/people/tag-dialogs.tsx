import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Entry } from '../fields/entry.tsx';
import { faultsByField } from '../fields/faults.ts';
import { FormFault } from '../fields/form-fault.tsx';
import { requestTagMerge, requestTagName, requestTagRemoval, type Tag } from './api.ts';

interface TagDialogProps {
  readonly tag: Tag;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

/** Whatever shows tags is old when one of them changed. */
export function useTagChange<Answer, Given>(
  request: (given: Given) => Promise<Answer>,
  onDone: (answer: Answer, given: Given) => void,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: request,
    onSuccess: async (answer, given) => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['people', 'tags'] }),
        queryClient.invalidateQueries({ queryKey: ['customers'] }),
      ]);
      onDone(answer, given);
    },
  });
}

interface TagFormProps {
  readonly title: string;
  readonly submit: string;
  readonly isDanger?: boolean;
  readonly isSaving: boolean;
  readonly onClose: () => void;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

function TagForm({ title, submit, isDanger = false, isSaving, onClose, onSubmit, children }: TagFormProps) {
  const { t } = useTranslation();
  return (
    <Dialog label={title} onClose={onClose}>
      <form
        className="dialog-content"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (!isSaving) {
            onSubmit();
          }
        }}
      >
        {children}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" danger={isDanger} htmlType="submit" loading={isSaving}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Another name for a tag; everybody who has it keeps it. */
export function RenameTagDialog({
  tag,
  onClose,
  onRenamed,
}: Omit<TagDialogProps, 'onDone'> & { readonly onRenamed: (name: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(tag.name);
  const [wasSent, setSent] = useState(false);
  const rename = useTagChange(
    () => requestTagName(tag.id, name.trim()),
    (renamed) => onRenamed(renamed.name),
  );
  const faults = faultsByField(rename.error);
  const isMissing = name.trim() === '';
  return (
    <TagForm
      title={t('people.tagRenameName', { tag: tag.name })}
      submit={t('people.tagRename')}
      isSaving={rename.isPending}
      onClose={onClose}
      onSubmit={() => {
        setSent(true);
        if (name.trim() === tag.name) {
          onClose();
        } else if (!isMissing) {
          rename.mutate(undefined);
        }
      }}
    >
      <Entry
        label={t('people.tagName')}
        fault={wasSent && isMissing ? t('people.tagNameMissing') : (faults.get('name') ?? null)}
      >
        <Input
          value={name}
          maxLength={40}
          autoComplete="off"
          onChange={(event) => {
            setName(event.target.value);
            rename.reset();
          }}
        />
      </Entry>
      {faults.size === 0 ? <FormFault error={rename.error} placed={0} /> : null}
    </TagForm>
  );
}

/** One tag into another one, with how many it concerns. */
export function MergeTagDialog({ tag, others, onClose, onDone }: TagDialogProps & { readonly others: readonly Tag[] }) {
  const { t } = useTranslation();
  const [into, setInto] = useState<string | null>(null);
  const [wasSent, setSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const merge = useTagChange(
    (target: string) => requestTagMerge(tag.id, target, `${key}-${target}`),
    (reply) => onDone(t('people.tagMerged', { from: tag.name, to: reply.tag.name, count: reply.customers })),
  );
  return (
    <TagForm
      title={t('people.tagMergeTitle', { tag: tag.name })}
      submit={t('people.tagMergeSubmit')}
      isDanger
      isSaving={merge.isPending}
      onClose={onClose}
      onSubmit={() => {
        setSent(true);
        if (into !== null) {
          merge.mutate(into);
        }
      }}
    >
      <Entry label={t('people.tagMergeInto')} fault={wasSent && into === null ? t('people.tagMergeMissing') : null}>
        <Select
          showSearch
          optionFilterProp="label"
          value={into}
          placeholder={t('people.tagMergeIntoHint')}
          options={others.map((other) => ({ value: other.id, label: other.name }))}
          onChange={(next: string | null) => setInto(next)}
        />
      </Entry>
      <p>{t('people.tagMergeNote', { tag: tag.name, count: tag.customers })}</p>
      <FormFault error={merge.error} placed={0} />
    </TagForm>
  );
}

/** A tag away from everybody, with how many that are. */
export function RemoveTagDialog({ tag, onClose, onDone }: TagDialogProps) {
  const { t } = useTranslation();
  const remove = useTagChange(
    () => requestTagRemoval(tag.id),
    () => onDone(t('people.tagRemoved', { tag: tag.name })),
  );
  return (
    <TagForm
      title={t('people.tagRemoveTitle', { tag: tag.name })}
      submit={t('people.tagRemoveSubmit')}
      isDanger
      isSaving={remove.isPending}
      onClose={onClose}
      onSubmit={() => remove.mutate(undefined)}
    >
      <p>{t('people.tagRemoveNote', { count: tag.customers })}</p>
      <FormFault error={remove.error} placed={0} />
    </TagForm>
  );
}
