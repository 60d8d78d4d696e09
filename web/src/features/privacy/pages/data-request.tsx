import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { CasePanel } from '../../work/case-panel.tsx';
import { type DataRequestDetail, dataRequestQuery } from '../rights-api.ts';
import '../../work/work.css';
import '../privacy.css';

const route = getRouteApi('/shell/settings/data-requests/$requestId');

/** One request: who asked for what, by when; the copy, or the receipt of the erasure. */
export function DataRequestPage() {
  const { t } = useTranslation();
  const { requestId } = route.useParams();
  const { data, isPending, isError, error, refetch } = useQuery(dataRequestQuery(requestId));
  const [isOpen, setIsOpen] = useState(false);
  const caseId = data?.caseId ?? null;
  const work =
    caseId === null || data?.state !== 'open' ? null : (
      <Button type="primary" onClick={() => setIsOpen(true)}>
        {t('dataRequests.openCase')}
      </Button>
    );
  const title =
    data === undefined
      ? t('dataRequests.title')
      : `${t('dataRequests.number', { number: data.number })} ${t(`dataRequests.kind.${data.kind}`)}`;
  return (
    <SettingsFrame title={title} {...(work === null ? {} : { actions: work })}>
      <Link className="no-print" to="/settings/data-requests" search={{}}>
        {t('dataRequests.back')}
      </Link>
      {isPending ? <Skeleton shape="lines" /> : null}
      {isError ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined ? null : (
        <>
          <Facts request={data} />
          {data.hasCopy ? <Copy id={data.id} /> : null}
          {data.erasure === null ? null : <Receipt id={data.id} erasure={data.erasure} />}
        </>
      )}
      {isOpen && caseId !== null ? (
        <CasePanel
          caseId={caseId}
          onClose={() => {
            setIsOpen(false);
            void refetch();
          }}
        />
      ) : null}
    </SettingsFrame>
  );
}

function Facts({ request }: { readonly request: DataRequestDetail }) {
  const { t } = useTranslation();
  const { customer, closedAt } = request;
  return (
    <section className="privacy-part">
      <h2>{t('dataRequests.facts')}</h2>
      <p>
        {customer.isErased ? (
          t('dataRequests.erased')
        ) : (
          <Link to="/customers/$customerId" params={{ customerId: customer.id }}>
            {customer.name ?? t('dataRequests.unnamed')}
          </Link>
        )}{' '}
        · {t(`dataRequests.way.${request.way}`)} · {t(`dataRequests.state.${request.state}`)}
      </p>
      {request.note === null ? null : <p className="incident-text">{request.note}</p>}
      {request.reason === null ? null : <p>{t('dataRequests.reason', { reason: request.reason })}</p>}
      <p className="quiet figures">
        {[
          t('dataRequests.receivedAt', { when: formatInstant(request.receivedAt) }),
          closedAt === null
            ? t(request.isOverdue ? 'dataRequests.overdue' : 'dataRequests.due', { when: formatInstant(request.dueAt) })
            : t('dataRequests.closedAt', { when: formatInstant(closedAt) }),
          t('dataRequests.by', { name: request.createdBy }),
        ].join(' · ')}
      </p>
    </section>
  );
}

function Copy({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const base = `/api/v1/data-requests/${id}/copy`;
  return (
    <section className="privacy-part no-print">
      <h2>{t('dataRequests.copy')}</h2>
      <p className="quiet">{t('dataRequests.copyNote')}</p>
      <div className="privacy-bar">
        <Button href={`${base}.html`} download>
          {t('dataRequests.copyHtml')}
        </Button>
        <Button href={`${base}.json`} download>
          {t('dataRequests.copyJson')}
        </Button>
      </div>
    </section>
  );
}

interface ReceiptProps {
  readonly id: string;
  readonly erasure: NonNullable<DataRequestDetail['erasure']>;
}

function Receipt({ id, erasure }: ReceiptProps) {
  const { t } = useTranslation();
  return (
    <section className="privacy-part">
      <h2>{t('dataRequests.receipt')}</h2>
      <p>
        {t('dataRequests.receiptAt', { when: formatInstant(erasure.erasedAt) })} ·{' '}
        {erasure.finishedAt === null
          ? t('dataRequests.receiptRunning')
          : t('dataRequests.receiptDone', { when: formatInstant(erasure.finishedAt) })}
      </p>
      <table className="privacy-receipt">
        <thead>
          <tr>
            <th scope="col">{t('dataRequests.what')}</th>
            <th scope="col">{t('dataRequests.did')}</th>
            <th scope="col" className="figures">
              {t('dataRequests.rows')}
            </th>
          </tr>
        </thead>
        <tbody>
          {erasure.lines.map(({ what, did, rows }) => (
            <tr key={what}>
              <td>
                <What what={what} />
              </td>
              <td>{t(`dataRequests.${did}`)}</td>
              <td className="figures">{formatNumber(rows, currentLocale())}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">
        {t('dataRequests.kept')}
        <br />
        <code lang="zxx">{erasure.kept.join(' ')}</code>
      </p>
      <div className="privacy-bar no-print">
        <Button href={`/api/v1/data-requests/${id}/receipt.json`} download>
          {t('dataRequests.download')}
        </Button>
      </div>
    </section>
  );
}

const FILES = ['imports', 'uploads', 'exports', 'outbox'] as const;

function What({ what }: { readonly what: string }) {
  const { t } = useTranslation();
  const file = FILES.find((name) => what === `files:${name}`);
  return file === undefined ? <code lang="zxx">{what}</code> : t(`dataRequests.files.${file}`);
}
