import { Button, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import type { CustomerNote } from './api.ts';
import '../../ui/lines.css';

interface NoteActionsProps {
  readonly note: CustomerNote;
  readonly onPin: () => void;
  readonly onRemove: () => void;
  readonly isSaving: boolean;
  /** `onSaved` comes when it is saved; a failure is told by the section, and what was typed stays. */
  readonly onText: (text: string, onSaved: () => void) => void;
}

/** What can be done with a note that is open: pin, edit, remove, and see what it said before. */
export function NoteActions({ note, isSaving, onPin, onRemove, onText }: NoteActionsProps) {
  const { t } = useTranslation();
  const [isEditing, setEditing] = useState(false);
  const [showsEarlier, setShowsEarlier] = useState(false);
  if (isEditing) {
    return <NoteEditor note={note} isSaving={isSaving} onText={onText} onClose={() => setEditing(false)} />;
  }
  return (
    <>
      <div className="time-actions">
        <Button size="small" onClick={onPin}>
          {t(note.pinned ? 'people.unpin' : 'people.pin')}
        </Button>
        {note.can.change ? (
          <Button size="small" onClick={() => setEditing(true)}>
            {t('people.noteEdit')}
          </Button>
        ) : null}
        {note.can.remove ? (
          <Button size="small" onClick={onRemove}>
            {t('people.removeNote')}
          </Button>
        ) : null}
        {note.earlier.length === 0 ? null : (
          <Button size="small" type="text" aria-expanded={showsEarlier} onClick={() => setShowsEarlier(!showsEarlier)}>
            {t('people.noteEarlier', { count: note.earlier.length })}
          </Button>
        )}
      </div>
      {showsEarlier ? (
        <ol className="lines-below">
          {note.earlier.map(({ text, changedAt }) => (
            <li key={changedAt}>
              <span className="quiet small figures">{t('people.noteWas', { when: formatInstant(changedAt) })}</span>
              <p className="time-detail">{text}</p>
            </li>
          ))}
        </ol>
      ) : null}
    </>
  );
}

function NoteEditor({
  note,
  isSaving,
  onText,
  onClose,
}: Pick<NoteActionsProps, 'note' | 'isSaving' | 'onText'> & { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(note.text);
  const form = useRef<HTMLFormElement>(null);
  const wanted = text.trim();
  useEffect(() => form.current?.querySelector('textarea')?.focus(), []);
  const save = (): void => {
    if (wanted === note.text) {
      onClose();
    } else if (wanted !== '' && !isSaving) {
      onText(wanted, onClose);
    }
  };
  return (
    <form
      ref={form}
      className="composer-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Input.TextArea
        aria-label={t('people.noteText')}
        autoSize={{ minRows: 2, maxRows: 12 }}
        maxLength={5000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            onClose();
          } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            save();
          }
        }}
      />
      <div className="composer-actions">
        <Button size="small" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button size="small" type="primary" htmlType="submit" disabled={wanted === ''} loading={isSaving}>
          {t('people.noteSaveChange')}
        </Button>
      </div>
    </form>
  );
}
