import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { REQUEST_KINDS, REQUEST_WAYS } from '@zhike/server/contracts';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../../i18n/format.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { itemsOf, PagedList } from '../../../ui/paged-list.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Empty, Failure } from '../../../ui/states.tsx';
import { type DataRequest, dataRequestsQuery, type NewDataRequest, requestDataRequest } from '../rights-api.ts';
import { ChoiceField, TextField } from '../text-field.tsx';
import '../privacy.css';

const route = getRouteApi('/shell/settings/data-requests');

/** What people ask about their own data. */
export function DataRequestsPage() {
  const { t } = useTranslation();
  const { customer } = route.useSearch();
  const list = useInfiniteQuery(dataRequestsQuery(customer));
  const [isNew, setIsNew] = useState(false);
  const mayHandle = customer !== undefined && list.data?.pages[0]?.can.handle === true;
  const add = (
    <Button type="primary" onClick={() => setIsNew(true)}>
      {t('dataRequests.new')}
    </Button>
  );
  return (
    <SettingsFrame
      title={t('dataRequests.title')}
      lead={t('dataRequests.lead')}
      {...(mayHandle && itemsOf(list.data).length > 0 ? { actions: add } : {})}
    >
      {customer === undefined ? (
        <p className="quiet">{t('dataRequests.fromCustomer')}</p>
      ) : (
        <Link to="/settings/data-requests" search={{}}>
          {t('dataRequests.all')}
        </Link>
      )}
      <PagedList
        list={list}
        className="privacy-lines"
        none={
          <Empty icon="person" title={t('dataRequests.emptyTitle')} body={t('dataRequests.emptyBody')}>
            {mayHandle ? add : null}
          </Empty>
        }
      >
        {(request) => <RequestLine key={request.id} request={request} />}
      </PagedList>
      {isNew && customer !== undefined ? <NewRequest customerId={customer} onClose={() => setIsNew(false)} /> : null}
    </SettingsFrame>
  );
}

function RequestLine({ request }: { readonly request: DataRequest }) {
  const { t } = useTranslation();
  const { customer } = request;
  const name = customer.isErased ? t('dataRequests.erased') : (customer.name ?? t('dataRequests.unnamed'));
  return (
    <li>
      <span className="privacy-what">
        <Link to="/settings/data-requests/$requestId" params={{ requestId: request.id }}>
          {t('dataRequests.number', { number: request.number })} {t(`dataRequests.kind.${request.kind}`)}
        </Link>
        <span className="quiet small">
          {[name, t(`dataRequests.way.${request.way}`), formatInstant(request.receivedAt)].join(' · ')}
        </span>
        {request.state === 'open' ? (
          <span className={request.isOverdue ? 'is-warning small' : 'quiet small'}>
            {t(request.isOverdue ? 'dataRequests.overdue' : 'dataRequests.due', { when: formatInstant(request.dueAt) })}
          </span>
        ) : null}
      </span>
      <span className={request.state === 'open' ? 'is-warning' : 'quiet'}>
        {t(`dataRequests.state.${request.state}`)}
      </span>
    </li>
  );
}

function NewRequest({ customerId, onClose }: { readonly customerId: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState({
    kind: 'access' as NewDataRequest['kind'],
    way: 'phone' as NewDataRequest['way'],
    note: '',
  });
  const take = useMutation({
    mutationFn: () => {
      const { note, ...given } = draft;
      return requestDataRequest({ customerId, ...given, ...(note.trim() === '' ? {} : { note: note.trim() }) });
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['data-requests'] });
      onClose();
    },
  });
  return (
    <Dialog label={t('dataRequests.new')} onClose={onClose}>
      <form
        className="dialog-content privacy-form"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (!take.isPending) {
            take.mutate();
          }
        }}
      >
        <div className="form-pair">
          <ChoiceField
            label={t('dataRequests.kindLabel')}
            value={draft.kind}
            options={REQUEST_KINDS.map((kind) => ({ value: kind, label: t(`dataRequests.kind.${kind}`) }))}
            onChange={(kind) => setDraft({ ...draft, kind })}
          />
          <ChoiceField
            label={t('dataRequests.wayLabel')}
            value={draft.way}
            options={REQUEST_WAYS.map((way) => ({ value: way, label: t(`dataRequests.way.${way}`) }))}
            onChange={(way) => setDraft({ ...draft, way })}
          />
        </div>
        <TextField
          label={t('dataRequests.note')}
          rows={3}
          value={draft.note}
          onChange={(note) => setDraft({ ...draft, note })}
        />
        {take.isError ? <Failure error={take.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={take.isPending}>
            {t('dataRequests.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
