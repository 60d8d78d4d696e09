import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { requestView, requestViewChange, requestViewRemoval, type View, viewsQuery } from './api.ts';
import './people.css';

interface ViewTabsProps {
  /** The view the list is in; undefined for all. */
  readonly current: string | undefined;
  /** What the list shows now, as a view would keep it; null when there is nothing to keep. */
  readonly definition: View['definition'] | null;
  /** Whether the list differs from the view it is in. */
  readonly isChanged: boolean;
  readonly onView: (view: View | null) => void;
}

/** Saved views as tabs; what the list shows now can be kept as one. */
export function ViewTabs({ current, definition, isChanged, onView }: ViewTabsProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const views = useQuery(viewsQuery());
  const [isNaming, setNaming] = useState(false);
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['people', 'views'] });
  const update = useMutation({
    mutationFn: (o: { readonly id: string; readonly definition: View['definition'] }) =>
      requestViewChange(o.id, o.definition),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: requestViewRemoval,
    onSuccess: async () => {
      onView(null);
      await refresh();
    },
  });
  const items = views.data?.items ?? [];
  const active = items.find((view) => view.id === current);
  const failure = update.error ?? remove.error;
  return (
    <>
      <div className="view-tabs" role="group" aria-label={t('people.views')}>
        <button type="button" aria-pressed={current === undefined && definition === null} onClick={() => onView(null)}>
          {t('people.allCustomers')}
        </button>
        {items.map((view) => (
          <button key={view.id} type="button" aria-pressed={view.id === current} onClick={() => onView(view)}>
            {view.isOwn ? view.name : t('people.viewOf', { name: view.name, owner: view.ownerName })}
          </button>
        ))}
        {definition !== null && (current === undefined || (isChanged && active?.isOwn !== true)) ? (
          <Button size="small" type="link" onClick={() => setNaming(true)}>
            {t('people.saveView')}
          </Button>
        ) : null}
        {active?.isOwn === true && isChanged && definition !== null ? (
          <Button
            size="small"
            type="link"
            loading={update.isPending}
            onClick={() => update.mutate({ id: active.id, definition })}
          >
            {t('people.updateView')}
          </Button>
        ) : null}
        {active?.isOwn === true && !isChanged ? (
          <Button size="small" type="link" loading={remove.isPending} onClick={() => remove.mutate(active.id)}>
            {t('people.removeView')}
          </Button>
        ) : null}
      </div>
      {failure === null ? null : (
        <div className="padded">
          <Failure error={failure} />
        </div>
      )}
      {isNaming && definition !== null ? (
        <ViewDialog
          definition={definition}
          canShare={views.data?.can.share === true}
          onClose={() => setNaming(false)}
          onSaved={async (view) => {
            setNaming(false);
            await refresh();
            onView(view);
          }}
        />
      ) : null}
    </>
  );
}

interface ViewDialogProps {
  readonly definition: View['definition'];
  readonly canShare: boolean;
  readonly onClose: () => void;
  readonly onSaved: (view: View) => Promise<void>;
}

function ViewDialog({ definition, canShare, onClose, onSaved }: ViewDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const [wasSent, setSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const save = useMutation({
    mutationFn: () => requestView({ name: name.trim(), isShared, definition }, key),
    onSuccess: onSaved,
  });
  return (
    <Dialog label={t('people.saveView')} onClose={onClose}>
      <form
        className="dialog-content"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setSent(true);
          if (name.trim() !== '' && !save.isPending) {
            save.mutate();
          }
        }}
      >
        <div className="form-field">
          <label htmlFor={id}>{t('people.viewName')}</label>
          <Input id={id} value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />
          <p className="field-fault" aria-live="polite">
            {wasSent && name.trim() === '' ? t('people.viewNameMissing') : null}
          </p>
        </div>
        {canShare ? (
          <Checkbox checked={isShared} onChange={(event) => setShared(event.target.checked)}>
            {t('people.shareView')}
          </Checkbox>
        ) : null}
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('people.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
