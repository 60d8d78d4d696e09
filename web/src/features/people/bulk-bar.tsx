import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useKeys } from '../../ui/keys/keys.ts';
import { Failure } from '../../ui/states.tsx';
import { PutOnList } from '../segments/lists/put-on-list.tsx';
import { type BulkReply, requestBulkUndo, requestInteractions, requestTags, type Tagging } from './api.ts';
import { BulkFieldDialog } from './bulk-field-dialog.tsx';
import { InteractionForm } from './composer.tsx';
import { TagInput } from './tags-section.tsx';
import './people.css';

/** What was done last and how it is taken back. */
export interface Done {
  readonly text: string;
  readonly undo: (() => Promise<unknown>) | null;
}

interface BulkBarProps {
  readonly ids: ReadonlySet<string>;
  readonly onClear: () => void;
  readonly onDone: (done: Done) => void;
}

/** What can be done with everybody who is selected. */
export function BulkBar({ ids, onClear, onDone }: BulkBarProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const may = useMay();
  const mayEdit = may('customers.write');
  const mayList = may('segments.write');
  const [isListing, setListing] = useState(false);
  const [isLogging, setLogging] = useState(false);
  const [isSetting, setSetting] = useState(false);
  const customerIds = [...ids];
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ['customers', 'list'] }),
      queryClient.invalidateQueries({ queryKey: ['people', 'tags'] }),
    ]);
  const tell = (tagging: Tagging): void => {
    const [added, removed] = [tagging.added[0], tagging.removed[0]];
    const change = added ?? removed;
    if (change === undefined) {
      return;
    }
    const { tag } = change;
    const back = added === undefined ? { add: [tag.name] } : { remove: [tag.name] };
    onDone({
      text: t(added === undefined ? 'people.untagged' : 'people.tagged', {
        count: change.customerIds.length,
        tag: tag.name,
      }),
      undo: async () => {
        await requestTags({ customerIds: change.customerIds, ...back });
        await refresh();
      },
    });
  };
  const change = useMutation({
    mutationFn: (o: { readonly add?: string[]; readonly remove?: string[] }) => requestTags({ customerIds, ...o }),
    onSuccess: async (tagging) => {
      tell(tagging);
      await refresh();
    },
  });
  const tellField = (reply: BulkReply, name: string): void => {
    const { changed, same, rejected, items, batchId } = reply;
    const why = items.find(({ reason }) => reason !== null)?.reason ?? '';
    const parts = [
      t('people.bulkChanged', { count: changed, name }),
      ...(same === 0 ? [] : [t('people.bulkSame', { count: same })]),
      ...(rejected === 0 ? [] : [t('people.bulkRejected', { count: rejected, why })]),
    ];
    const undo = async () => {
      await requestBulkUndo(batchId);
      await queryClient.invalidateQueries({ queryKey: ['customers'] });
    };
    onDone({ text: parts.join(' · '), undo: changed === 0 ? null : undo });
  };
  useKeys(
    mayEdit ? [{ id: 'change', keys: 'e', label: t('keys.change'), group: 'page', run: () => setSetting(true) }] : [],
  );
  return (
    <div className="bulk-bar" role="toolbar" aria-label={t('people.selected', { count: ids.size })}>
      <strong>{t('people.selected', { count: ids.size })}</strong>
      <TagButton label={t('people.addTag')} onTag={(name) => change.mutate({ add: [name] })} />
      <TagButton label={t('people.removeTag')} onTag={(name) => change.mutate({ remove: [name] })} />
      {mayEdit ? (
        <Button size="small" aria-keyshortcuts="e" onClick={() => setSetting(true)}>
          {t('people.bulkEdit')}
        </Button>
      ) : null}
      <Button size="small" onClick={() => setLogging(true)}>
        {t('people.log')}
      </Button>
      {mayList ? (
        <Button size="small" onClick={() => setListing(true)}>
          {t('segments.putOn')}
        </Button>
      ) : null}
      <Button size="small" type="text" onClick={onClear}>
        {t('people.unselect')}
      </Button>
      {change.isError ? <Failure error={change.error} /> : null}
      {isSetting ? (
        <BulkFieldDialog
          ids={customerIds}
          onClose={() => setSetting(false)}
          onDone={async (reply, name) => {
            setSetting(false);
            tellField(reply, name);
            await queryClient.invalidateQueries({ queryKey: ['customers'] });
          }}
        />
      ) : null}
      {isListing ? (
        <PutOnList
          customerIds={customerIds}
          onClose={() => setListing(false)}
          onDone={(text, undo) => onDone({ text, undo })}
        />
      ) : null}
      {isLogging ? (
        <Dialog label={t('people.log')} onClose={() => setLogging(false)}>
          <div className="dialog-content">
            <InteractionForm
              save={(interaction, key) => requestInteractions(customerIds, interaction, key)}
              onSaved={() => {
                setLogging(false);
                onDone({ text: t('people.logged', { count: ids.size }), undo: null });
              }}
            />
          </div>
        </Dialog>
      ) : null}
    </div>
  );
}

function TagButton({ label, onTag }: { readonly label: string; readonly onTag: (name: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      open={isOpen}
      onOpenChange={setOpen}
      destroyOnHidden
      content={
        <div className="filter-form">
          <TagInput
            onTag={(name) => {
              onTag(name);
              setOpen(false);
            }}
          />
        </div>
      }
    >
      <Button size="small">{label}</Button>
    </Popover>
  );
}
