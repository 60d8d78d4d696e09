import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CustomerField } from '@zhike/server/contracts';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Icon } from '../../../ui/icon.tsx';
import { useOpenRequest } from '../../../ui/open-request.ts';
import { Section } from '../../../ui/page.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { UndoLine } from '../../people/undo-line.tsx';
import { fieldsQuery, requestArchived, requestOrder } from '../api.ts';
import { FieldForm } from '../field-form.tsx';
import '../fields.css';

interface Done {
  readonly text: string;
  readonly undo?: () => void;
}

/** The fields of customers: built-in ones, and those that the business defined. */
export function FieldsPage() {
  const { t } = useTranslation();
  const [withArchived, setWithArchived] = useState(false);
  const list = useQuery(fieldsQuery(true));
  const [open, setOpen] = useState<CustomerField | 'new' | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  useOpenRequest('field', () => setOpen('new'));
  const items = list.data?.items ?? [];
  const shown = items.filter((field) => withArchived || !field.archived);
  const hidden = items.filter((field) => field.archived).length;
  const mayWrite = list.data?.can.write === true;
  return (
    <SettingsFrame
      title={t('fields.title')}
      lead={t('fields.lead')}
      actions={
        mayWrite ? (
          <Button type="primary" onClick={() => setOpen('new')}>
            {t('fields.new')}
          </Button>
        ) : null
      }
    >
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {done === null ? null : (
        <UndoLine key={done.text} text={done.text} onUndo={done.undo} onGone={() => setDone(null)} />
      )}
      {hidden > 0 ? (
        <Checkbox checked={withArchived} onChange={(event) => setWithArchived(event.target.checked)}>
          {t('fields.showArchived', { count: hidden })}
        </Checkbox>
      ) : null}
      <FieldGroups
        fields={shown}
        custom={items.filter((field) => !field.builtIn).map(({ key }) => key)}
        mayWrite={mayWrite}
        onOpen={setOpen}
        onDone={setDone}
      />
      {open === null ? null : (
        <FieldForm
          key={open === 'new' ? '' : open.key}
          field={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
          onSaved={(saved) => {
            setOpen(null);
            setDone({ text: t('fields.saved', { name: saved.label[currentLocale()] }) });
          }}
        />
      )}
    </SettingsFrame>
  );
}

interface GroupsProps {
  readonly fields: readonly CustomerField[];
  /** Keys of all custom fields in their order. */
  readonly custom: readonly string[];
  readonly mayWrite: boolean;
  readonly onOpen: (field: CustomerField) => void;
  readonly onDone: (done: Done | null) => void;
}

function FieldGroups({ fields, custom, mayWrite, onOpen, onDone }: GroupsProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: () => client.invalidateQueries({ queryKey: ['customers'] }),
  });
  const archive = (field: CustomerField, archived: boolean): void => {
    const name = field.label[locale];
    act.mutate(() => requestArchived(field.key, archived));
    onDone({
      text: t(archived ? 'fields.archivedNow' : 'fields.restoredNow', { name }),
      undo: () => {
        onDone(null);
        act.mutate(() => requestArchived(field.key, !archived));
      },
    });
  };
  /** Past the neighbour of the same group. */
  const move = (field: CustomerField, members: readonly CustomerField[], by: -1 | 1): void => {
    const own = members.filter((each) => !each.builtIn);
    const other = own[own.indexOf(field) + by];
    if (other === undefined) {
      return;
    }
    const keys = custom.map((key) => (key === field.key ? other.key : key === other.key ? field.key : key));
    act.mutate(() => requestOrder(keys));
  };
  const groups = Map.groupBy(fields, (field) => field.group);
  return (
    <div className="field-groups">
      {act.isError ? <Failure error={act.error} /> : null}
      {[...groups].map(([group, members]) => (
        <Section
          key={group}
          title={members[0]?.groupLabel[locale] ?? group}
          note={t('fields.count', { count: members.length })}
        >
          <ul className="field-list">
            {members.map((field) => (
              <li key={field.key} className={field.archived ? 'is-archived' : ''}>
                <FieldRow field={field} onOpen={mayWrite && !field.builtIn ? () => onOpen(field) : null} />
                {mayWrite && !field.builtIn ? (
                  <FieldActions
                    field={field}
                    onMove={(by) => move(field, members, by)}
                    onArchive={(archived) => archive(field, archived)}
                  />
                ) : null}
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </div>
  );
}

function FieldRow({ field, onOpen }: { readonly field: CustomerField; readonly onOpen: (() => void) | null }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const marks = [
    field.builtIn ? t('fields.builtIn') : null,
    field.archived ? t('fields.archived') : null,
    field.sensitivity === 'open' ? null : t(`fields.sensitivities.${field.sensitivity}`),
    field.options.length > 0 ? t('fields.optionCount', { count: field.options.length }) : null,
    field.updateCycleDays === null ? null : t('fields.every', { count: field.updateCycleDays }),
    field.purpose?.[locale] ?? null,
  ].filter((mark) => mark !== null);
  const content = (
    <>
      <span className="field-name">
        <strong>{field.label[locale]}</strong>
        <code className="quiet small">{field.key}</code>
      </span>
      <span className="quiet">{t(`fields.types.${field.type}`)}</span>
      <span className="field-marks">
        {marks.map((mark) => (
          <span key={mark}>{mark}</span>
        ))}
      </span>
    </>
  );
  return onOpen === null ? (
    <div className="field-row">{content}</div>
  ) : (
    <button type="button" className="field-row" onClick={onOpen}>
      {content}
    </button>
  );
}

interface ActionsProps {
  readonly field: CustomerField;
  readonly onMove: (by: -1 | 1) => void;
  readonly onArchive: (archived: boolean) => void;
}

function FieldActions({ field, onMove, onArchive }: ActionsProps) {
  const { t } = useTranslation();
  const name = field.label[currentLocale()];
  return (
    <div className="field-actions">
      <button type="button" className="icon-button" aria-label={t('fields.up', { name })} onClick={() => onMove(-1)}>
        ↑
      </button>
      <button type="button" className="icon-button" aria-label={t('fields.down', { name })} onClick={() => onMove(1)}>
        ↓
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={t(field.archived ? 'fields.restoreName' : 'fields.archiveName', { name })}
        onClick={() => onArchive(!field.archived)}
      >
        <Icon name={field.archived ? 'show' : 'hide'} />
        {field.archived ? t('fields.restore') : t('fields.archive')}
      </button>
    </div>
  );
}
