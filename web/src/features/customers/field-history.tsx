import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { itemsOf, MoreButton } from '../../ui/paged-list.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { type FieldChange, fieldChangesQuery, requestUndoChange } from '../fields/api.ts';

/** What changed of a customer, newest first, each with a way back as long as nothing came after it. */
export function FieldHistory({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const list = useInfiniteQuery(fieldChangesQuery(customerId, null));
  const undo = useMutation({
    mutationFn: (change: FieldChange) => requestUndoChange(customerId, change.id, `undo-${change.id}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['customers'] }),
  });
  const items = itemsOf(list.data);
  if (list.isPending) {
    return <Skeleton shape="lines" />;
  }
  return (
    <div className="field-history">
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? <p className="quiet">{t('facts.noChanges')}</p> : null}
      {undo.isError ? <Failure error={undo.error} /> : null}
      <ol>
        {items.map((change) => (
          <li key={change.id}>
            <ChangeLine change={change} />
            {change.canUndo ? (
              <Button
                size="small"
                icon={<Icon name="undo" size={13} />}
                loading={undo.isPending && undo.variables.id === change.id}
                aria-label={t('facts.undoName', { name: change.label[currentLocale()] })}
                onClick={() => undo.mutate(change)}
              >
                {t('facts.undo')}
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
      <MoreButton list={list} label={t('facts.moreChanges')} />
    </div>
  );
}

function ChangeLine({ change }: { readonly change: FieldChange }) {
  const { t } = useTranslation();
  const none = t('common.none');
  const by = change.origin === 'import' || change.origin === 'record' ? change.source : change.by.name;
  return (
    <span className={change.undone ? 'field-change is-undone' : 'field-change'}>
      <span>
        <strong>{change.label[currentLocale()]}</strong> {change.before ?? none} → {change.after ?? none}
      </span>
      <span className="quiet small">
        {t(`facts.origins.${change.origin}`, { by })} · <time dateTime={change.at}>{formatInstant(change.at)}</time>
        {change.undone ? ` · ${t('facts.undone')}` : ''}
      </span>
    </span>
  );
}
