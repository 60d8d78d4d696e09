import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type DeliveryNote, getDeliveryNote, revealDeliveryNote } from '@zhike/server/contracts';
import { Button, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { statusOf } from '../../../api/problem.ts';
import { useMay } from '../../../app/use-me.ts';
import { formatDate, formatMoney, formatNumber, formatUnitPrice } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Page } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { RevealDialog } from '../../customers/reveal-dialog.tsx';
import { requestSetting, settingsQuery } from '../../privacy/api.ts';
import { TextField } from '../../privacy/text-field.tsx';
import '../delivery-note.css';

const route = getRouteApi('/shell/orders/$orderId/delivery-note');
const BRAND = 'commerce.brand_name';
const PAPERS = ['A5', 'A4'] as const;
type Paper = (typeof PAPERS)[number];

const noteQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['commerce', 'delivery-note', orderId],
    queryFn: ({ signal }) => call(getDeliveryNote, { params: { id: orderId }, signal }),
  });

/** Which paper the browser proposes to the printer; made by script, since pages carry no styles of their own. */
function usePaper(paper: Paper): void {
  useEffect(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@page { size: ${paper}; margin: 10mm; }`);
    document.adoptedStyleSheets.push(sheet);
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    };
  }, [paper]);
}

/** The note that lies in the parcel, as it will come out of the printer. */
export function DeliveryNotePage() {
  const { t } = useTranslation();
  const { orderId } = route.useParams();
  const note = useQuery(noteQuery(orderId));
  const [paper, setPaper] = useState<Paper>('A5');
  /** Phone and address in full live here alone, and go with the page. */
  const [revealed, setRevealed] = useState<DeliveryNote | null>(null);
  const [isAsking, setAsking] = useState(false);
  usePaper(paper);
  const isGone = statusOf(note.error) === 404 || statusOf(note.error) === 400;
  const shown = revealed?.order.id === orderId ? revealed : note.data;
  return (
    <Page title={t('deliveryNote.title')} isHeadless>
      <div className="note-bar">
        <Link to="/orders/$orderId" params={{ orderId }} className="icon-button">
          <Icon name="back" />
          {t('deliveryNote.back')}
        </Link>
        <span className="grow" />
        <BrandButton />
        {shown?.recipient?.isMasked === true && shown.can.reveal ? (
          <Button onClick={() => setAsking(true)}>{t('deliveryNote.reveal')}</Button>
        ) : null}
        <Segmented<Paper>
          aria-label={t('deliveryNote.paper')}
          value={paper}
          onChange={setPaper}
          options={[...PAPERS]}
        />
        <Button type="primary" disabled={shown === undefined} onClick={() => window.print()}>
          {t('deliveryNote.print')}
        </Button>
      </div>
      {note.isPending ? <Skeleton shape="lines" /> : null}
      {note.isError && isGone ? <Empty isPage icon="orders" title={t('deliveryNote.gone')} /> : null}
      {note.isSuccess || isGone ? null : <h1 className="visually-hidden">{t('deliveryNote.title')}</h1>}
      {note.isError && !isGone ? <Failure error={note.error} onRetry={() => void note.refetch()} /> : null}
      {shown === undefined || isGone ? null : <Sheet note={shown} paper={paper} />}
      {isAsking ? (
        <RevealDialog
          request={async (reason) => {
            setRevealed(await call(revealDeliveryNote, { params: { id: orderId }, body: { reason } }));
            return '';
          }}
          onClose={() => setAsking(false)}
          onRevealed={() => setAsking(false)}
        />
      ) : null}
    </Page>
  );
}

/** Whoever may change settings names the brand here, where it is seen. */
function BrandButton() {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const settings = useQuery({ ...settingsQuery(), enabled: may('settings.manage') });
  const kept = settings.data?.items.find(({ key }) => key === BRAND)?.value;
  const [name, setName] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: () => requestSetting(BRAND, (name ?? '').trim()),
    onSuccess: async () => {
      setName(null);
      await client.invalidateQueries({ queryKey: ['commerce', 'delivery-note'] });
      await client.invalidateQueries({ queryKey: settingsQuery().queryKey });
    },
  });
  if (settings.data?.can.update !== true) {
    return null;
  }
  const close = (): void => setName(null);
  return (
    <>
      <Button onClick={() => setName(typeof kept === 'string' ? kept : '')}>{t('deliveryNote.brandEdit')}</Button>
      {name === null ? null : (
        <Dialog label={t('deliveryNote.brandEdit')} onClose={close}>
          <form
            className="dialog-content"
            onSubmit={(event) => {
              event.preventDefault();
              save.mutate();
            }}
          >
            <p className="quiet">{t('deliveryNote.brandNote')}</p>
            <TextField label={t('deliveryNote.brand')} value={name} onChange={setName} />
            {save.isError ? <Failure error={save.error} /> : null}
            <div className="dialog-actions">
              <Button onClick={close}>{t('common.cancel')}</Button>
              <Button type="primary" htmlType="submit" loading={save.isPending}>
                {t('deliveryNote.save')}
              </Button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  );
}

function Sheet({ note, paper }: { readonly note: DeliveryNote; readonly paper: Paper }) {
  const { t } = useTranslation();
  const { order, brand, shop, recipient } = note;
  const [printedAt] = useState(() => new Date().toISOString());
  return (
    <article className={`note-sheet is-${paper.toLowerCase()}`}>
      <header className="note-head">
        <div className="note-order">
          {brand === null ? null : <strong className="note-brand">{brand}</strong>}
          {shop === null || shop === brand ? null : <span>{shop}</span>}
        </div>
        <div className="note-order figures">
          <h1>{t('deliveryNote.title')}</h1>
          <span>{t('deliveryNote.of', { number: order.number })}</span>
          <span>{`${t('deliveryNote.placed')} ${formatDate(order.placedAt)}`}</span>
          <span>{`${t('deliveryNote.printed')} ${formatDate(printedAt)}`}</span>
        </div>
      </header>
      {recipient === null ? <p>{t('deliveryNote.nobody')}</p> : <Recipient recipient={recipient} />}
      <Goods note={note} />
      <p className="note-thanks">{t('deliveryNote.thanks')}</p>
    </article>
  );
}

function Recipient({ recipient }: { readonly recipient: NonNullable<DeliveryNote['recipient']> }) {
  const { t } = useTranslation();
  const facts = [
    ['recipient', recipient.name],
    ['phone', recipient.phone],
    ['address', recipient.address],
    ['parcelTime', recipient.parcelTime],
    ['height', recipient.height],
    ['build', recipient.build],
    ['clothingSize', recipient.clothingSize],
    ['shoeSize', recipient.shoeSize],
  ] as const;
  return (
    <>
      <dl className="note-facts figures">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name} className={name === 'address' ? 'is-wide' : undefined}>
              <dt>{t(`deliveryNote.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {recipient.isMasked ? <p className="note-masked small">{t('deliveryNote.masked')}</p> : null}
    </>
  );
}

function Goods({ note: { order, lines } }: { readonly note: DeliveryNote }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { currency } = order;
  const money = (minor: number): string => formatMoney(minor, { currency, locale });
  if (lines.length === 0) {
    return <p>{t('deliveryNote.empty')}</p>;
  }
  return (
    <table className="note-goods figures" aria-label={t('deliveryNote.goods')}>
      <thead>
        <tr>
          <th scope="col">{t('deliveryNote.sku')}</th>
          <th scope="col">{t('deliveryNote.name')}</th>
          <th scope="col" className="is-number">
            {t('deliveryNote.quantity')}
          </th>
          <th scope="col" className="is-number">
            {t('deliveryNote.price')}
          </th>
          <th scope="col" className="is-number">
            {t('deliveryNote.amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.lineNo}>
            <td>{line.sku}</td>
            <td>{line.name ?? t('common.none')}</td>
            <td className="is-number">{formatNumber(Number(line.quantity), locale, 3)}</td>
            <td className="is-number">{formatUnitPrice(line.unitPrice, { currency, locale })}</td>
            <td className="is-number">{money(line.amountMinor)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={4}>
            {t('deliveryNote.total')}
          </th>
          <td className="is-number">{money(order.totalMinor)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
