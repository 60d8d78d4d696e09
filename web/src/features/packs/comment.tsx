import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type ComponentRef, type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { Failure } from '../../ui/states.tsx';
import { PACKS_KEY, type Pack, type PackPart, requestComment } from './api.ts';

/** What a manager says about a part: read by all, written in place. */
export function Comment({ pack, section }: { readonly pack: Pack; readonly section: PackPart['section'] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [draft, setDraft] = useState<{ readonly text: string; readonly baseRevision: number } | null>(null);
  const field = useRef<ComponentRef<typeof Input.TextArea>>(null);
  const isOpen = draft !== null;
  useEffect(() => {
    if (isOpen) {
      field.current?.focus();
    }
  }, [isOpen]);
  const last = pack.comments.find((one) => one.section === section);
  const save = useMutation({
    mutationFn: (body: NonNullable<typeof draft>) => requestComment({ id: pack.id, section }, body),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: PACKS_KEY });
      setDraft(null);
    },
    // What somebody else wrote meanwhile shows too.
    onError: () => client.invalidateQueries({ queryKey: PACKS_KEY }),
  });
  const open = (): void => setDraft({ text: last?.text ?? '', baseRevision: last?.revision ?? 0 });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (draft !== null && !save.isPending) {
      save.mutate(draft);
    }
  };
  const part = t(`packs.parts.${section}`);
  const name = t('packs.comment', { part });
  const isSaid = last !== undefined && last.text !== '';
  return (
    <div className="pack-comment">
      {isSaid ? (
        <blockquote>
          <p>{last.text}</p>
          <footer className="quiet small">
            {last.author} · {formatInstant(last.writtenAt)}
          </footer>
        </blockquote>
      ) : null}
      {draft === null ? (
        <Button
          className="pack-write"
          onClick={open}
          aria-label={t(isSaid ? 'packs.rewriteOn' : 'packs.writeOn', { part })}
        >
          {isSaid ? t('packs.rewrite') : t('packs.write')}
        </Button>
      ) : (
        <form className="form-field" onSubmit={submit}>
          <label htmlFor={id}>{name}</label>
          <Input.TextArea
            id={id}
            ref={field}
            rows={3}
            maxLength={4000}
            value={draft.text}
            onChange={(event) => setDraft({ ...draft, text: event.target.value })}
          />
          {save.isError ? <Failure error={save.error} /> : null}
          <div className="pack-deeds">
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {t('seeing.save')}
            </Button>
            {save.isError && (last?.revision ?? 0) !== draft.baseRevision ? (
              <Button onClick={() => setDraft({ ...draft, baseRevision: last?.revision ?? 0 })}>
                {t('packs.keepMine')}
              </Button>
            ) : null}
            <Button onClick={() => setDraft(null)}>{t('common.cancel')}</Button>
          </div>
        </form>
      )}
    </div>
  );
}
