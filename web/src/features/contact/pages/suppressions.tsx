import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { CONTACT_CHANNELS, SUPPRESSION_REASONS } from '@zhike/server/contracts';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure } from '../../../api/problem.ts';
import { MoreButton } from '../../../ui/paged-list.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { requestLookup, type Suppression, type SuppressionFilter, suppressionsQuery } from '../api.ts';
import { RemoveDialog } from '../remove-dialog.tsx';
import { SuppressionDialog } from '../suppression-dialog.tsx';
import { SuppressionLine } from '../suppression-line.tsx';
import { UploadDialog } from '../upload-dialog.tsx';
import '../../privacy/privacy.css';
import '../contact.css';

const EVERYTHING: SuppressionFilter = { reason: '', channel: '' };

/** Whom nobody writes to: found by address, added one by one or from a file, taken off with a reason. */
export function SuppressionsPage() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(EVERYTHING);
  const list = useInfiniteQuery(suppressionsQuery(filter));
  const lookup = useMutation({ mutationFn: requestLookup });
  const [dialog, setDialog] = useState<'new' | 'upload' | Suppression | null>(null);
  const queryClient = useQueryClient();
  const items = lookup.data?.items ?? (list.data?.pages ?? []).flatMap((page) => page.items);
  const mayWrite = list.data?.pages[0]?.can.write === true;
  const isFiltered = filter.reason !== '' || filter.channel !== '';
  const changed = async (): Promise<void> => {
    setDialog(null);
    lookup.reset();
    await queryClient.invalidateQueries({ queryKey: ['contact', 'suppressions'] });
  };
  const actions = mayWrite ? (
    <>
      <Button onClick={() => setDialog('upload')}>{t('suppressions.upload')}</Button>
      <Button type="primary" onClick={() => setDialog('new')}>
        {t('suppressions.new')}
      </Button>
    </>
  ) : null;
  return (
    <SettingsFrame title={t('suppressions.title')} lead={t('suppressions.lead')} actions={actions}>
      <SearchBar
        isFound={lookup.isSuccess}
        isBusy={lookup.isPending}
        fault={lookup.isError ? explainFailure(lookup.error) : null}
        onFind={(address) => lookup.mutate(address)}
        onAll={() => lookup.reset()}
      />
      {lookup.isSuccess ? (
        <p role="status">{t('suppressions.found', { count: lookup.data.items.length })}</p>
      ) : (
        <FilterBar filter={filter} onFilter={setFilter} />
      )}
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 && !lookup.isSuccess ? (
        <Empty
          icon="people"
          title={t(isFiltered ? 'suppressions.noneTitle' : 'suppressions.emptyTitle')}
          body={t(isFiltered ? 'suppressions.noneBody' : 'suppressions.emptyBody')}
        />
      ) : null}
      <ul className="privacy-lines">
        {items.map((line) => (
          <SuppressionLine key={line.id} line={line} onRemove={mayWrite ? () => setDialog(line) : null} />
        ))}
      </ul>
      {!lookup.isSuccess ? <MoreButton list={list} /> : null}
      {dialog === 'new' ? <SuppressionDialog onClose={() => setDialog(null)} onSaved={changed} /> : null}
      {dialog === 'upload' ? <UploadDialog onClose={() => setDialog(null)} onDone={changed} /> : null}
      {dialog === null || typeof dialog === 'string' ? null : (
        <RemoveDialog line={dialog} onClose={() => setDialog(null)} onRemoved={changed} />
      )}
    </SettingsFrame>
  );
}

interface SearchBarProps {
  readonly isFound: boolean;
  readonly isBusy: boolean;
  readonly fault: string | null;
  readonly onFind: (address: string) => void;
  readonly onAll: () => void;
}

/** The list holds no address, only what tells whether one is on it: so a whole one is asked for. */
function SearchBar({ isFound, isBusy, fault, onFind, onAll }: SearchBarProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim().length > 2 && !isBusy) {
      onFind(text.trim());
    }
  };
  return (
    <>
      <form className="contact-bar" role="search" onSubmit={submit}>
        <Input
          aria-label={t('suppressions.search')}
          placeholder={t('suppressions.searchHint')}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button htmlType="submit" loading={isBusy}>
          {t('suppressions.find')}
        </Button>
        {isFound ? (
          <Button
            onClick={() => {
              setText('');
              onAll();
            }}
          >
            {t('suppressions.all')}
          </Button>
        ) : null}
      </form>
      {fault === null ? null : (
        <p className="field-fault" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}

interface FilterBarProps {
  readonly filter: SuppressionFilter;
  readonly onFilter: (filter: SuppressionFilter) => void;
}

function FilterBar({ filter, onFilter }: FilterBarProps) {
  const { t } = useTranslation();
  return (
    <div className="contact-bar">
      <select
        className="plain-select"
        aria-label={t('suppressions.reason')}
        value={filter.reason}
        onChange={(event) =>
          onFilter({ ...filter, reason: SUPPRESSION_REASONS.find((one) => one === event.target.value) ?? '' })
        }
      >
        <option value="">{t('suppressions.everyReason')}</option>
        {SUPPRESSION_REASONS.map((reason) => (
          <option key={reason} value={reason}>
            {t(`suppressions.why.${reason}`)}
          </option>
        ))}
      </select>
      <select
        className="plain-select"
        aria-label={t('suppressions.channel')}
        value={filter.channel}
        onChange={(event) =>
          onFilter({ ...filter, channel: CONTACT_CHANNELS.find((one) => one === event.target.value) ?? '' })
        }
      >
        <option value="">{t('suppressions.anyChannel')}</option>
        {CONTACT_CHANNELS.map((channel) => (
          <option key={channel} value={channel}>
            {t(`channels.${channel}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
