import { Button, Input, type InputRef } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatRelative } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { useKeys } from '../../../ui/keys/keys.ts';
import { Notice } from '../../../ui/states.tsx';
import type { Conditions } from '../api.ts';
import { useRuleState } from '../builder/builder-context.ts';
import { RuleBuilder } from '../builder/rule-builder.tsx';
import { SentenceDraft } from '../builder/sentence-draft.tsx';
import { PreviewPanel } from '../preview/preview-panel.tsx';
import type { RuleStore } from '../rule/rule-store.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { RefreshSelect } from './refresh-select.tsx';
import './segment-editor.css';
import { useSaveSegment } from './use-save-segment.ts';
import { type Begun, useSegmentWriting } from './use-segment-writing.ts';

interface SegmentEditorProps {
  /** Null for one that is new. */
  readonly id: string | null;
  /** What is kept of it while it is not saved is kept under this name. */
  readonly draftKey: string;
  readonly begun: Begun;
  readonly conditions: Conditions;
  readonly onSaved: (id: string) => void;
  readonly onLeave: () => void;
}

/** The name, the rule as prose, and what it comes to. */
export function SegmentEditor({ id, draftKey, begun, conditions, onSaved, onLeave }: SegmentEditorProps) {
  const { t } = useTranslation();
  const writing = useSegmentWriting(draftKey, begun);
  const { store, details, setDetails, draftAt } = writing;
  const name = useRef<InputRef>(null);
  const [openedAt] = useState(() => new Date());
  const byName = useMemo(() => new Map(conditions.items.map((info) => [info.is, info])), [conditions]);
  const saving = useSaveSegment(id, {
    writing,
    conditions: byName,
    onSaved,
    onNameMissing: () => name.current?.focus(),
  });
  useEditorKeys(store, () => saving.save());
  useEffect(() => {
    if (id === null) {
      document.querySelector<HTMLElement>('.rule-add.is-root .rule-add-button')?.focus();
    }
  }, [id]);
  return (
    <>
      <header className="editor-head">
        <div className="editor-name">
          <Input
            ref={name}
            variant="borderless"
            size="large"
            maxLength={100}
            aria-label={t('segments.name')}
            aria-invalid={saving.nameFault !== null}
            placeholder={t('segments.nameHint')}
            status={saving.nameFault === null ? '' : 'error'}
            value={details.name}
            onChange={(event) => setDetails({ name: event.target.value })}
          />
          {saving.nameFault === null ? null : (
            <p className="field-fault" role="alert">
              {saving.nameFault}
            </p>
          )}
          <Input
            variant="borderless"
            maxLength={1000}
            aria-label={t('segments.note')}
            placeholder={t('segments.noteHint')}
            value={details.note}
            onChange={(event) => setDetails({ note: event.target.value })}
          />
        </div>
        <div className="page-actions editor-actions">
          <HistoryButtons store={store} />
          <RefreshSelect value={details.refresh} onChange={(refresh) => setDetails({ refresh })} />
          <Button onClick={onLeave}>{t('segments.leave')}</Button>
          <Button type="primary" loading={saving.isSaving} onClick={() => saving.save()}>
            {t('segments.save')}
          </Button>
        </div>
      </header>
      {draftAt === null ? null : (
        <Notice>
          {t('segments.draftFound', {
            when: formatRelative(draftAt, { locale: currentLocale(), now: openedAt }),
          })}{' '}
          <button type="button" className="rule-more" onClick={writing.discard}>
            {t('segments.draftDiscard')}
          </button>
        </Notice>
      )}
      {saving.problem === null ? null : (
        <p className="field-fault" role="alert">
          {saving.problem}
        </p>
      )}
      <div className="editor">
        <div className="editor-rule">
          {conditions.drafts ? <SentenceDraft store={store} /> : null}
          <RuleBuilder
            key={draftAt ?? 'saved'}
            store={store}
            conditions={conditions.items}
            currency={conditions.currency}
          />
        </div>
        <PreviewPanel store={store} conditions={conditions.items} />
      </div>
      {saving.isConflict && id !== null ? (
        <ConflictDialog
          id={id}
          onClose={saving.dismiss}
          onOverwrite={() => saving.save(true)}
          onDiscard={() => {
            writing.settle();
            onLeave();
          }}
        />
      ) : null}
    </>
  );
}

/** Undo, redo and save by keys, wherever one is on the page but for text that is being typed. */
function useEditorKeys(store: RuleStore, save: () => void): void {
  const { t } = useTranslation();
  useKeys([
    {
      id: 'segment-undo',
      keys: 'mod+z',
      label: t('segments.undoRedo'),
      group: 'page',
      run: (event) => {
        if (event.shiftKey) {
          store.redo();
        } else {
          store.undo();
        }
      },
    },
    { id: 'segment-redo', keys: 'mod+y', label: t('segments.redo'), group: 'page', run: () => store.redo() },
    { id: 'segment-save', keys: 'mod+s', label: t('segments.save'), group: 'page', isAlways: true, run: save },
  ]);
}

function HistoryButtons({ store }: { readonly store: RuleStore }) {
  const { t } = useTranslation();
  const canUndo = useRuleState(store, (state) => state.canUndo);
  const canRedo = useRuleState(store, (state) => state.canRedo);
  return (
    <span className="editor-history">
      <Button size="small" type="text" disabled={!canUndo} onClick={() => store.undo()}>
        {t('segments.undo')}
      </Button>
      <Button size="small" type="text" disabled={!canRedo} onClick={() => store.redo()}>
        {t('segments.redo')}
      </Button>
    </span>
  );
}
