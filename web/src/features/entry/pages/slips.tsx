import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type KeyboardEvent, useCallback, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatDate } from '../../../i18n/format.ts';
import { DateField } from '../../../ui/date-field.tsx';
import { Section } from '../../../ui/page.tsx';
import { MoreButton } from '../../../ui/paged-list.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { overLimitIn } from '../../credit/api.ts';
import { CreditAlert } from '../../credit/credit-alert.tsx';
import { ChoiceField } from '../../privacy/text-field.tsx';
import { ReasonDialog } from '../../work/reason-dialog.tsx';
import { requestDismissal, requestSettling, requestSlips, type Slip, slipShopsQuery, slipsQuery } from '../api.ts';
import { EntryFrame } from '../entry-frame.tsx';
import { SlipLine } from '../slip-line.tsx';
import {
  isOverLimit,
  missingIn,
  newRow,
  openRows,
  SLIP_FIELDS,
  type SlipField,
  type SlipRow,
  slipsOf,
  withResults,
} from '../slip-rows.ts';

/** Slips of terminals, typed row by row without a mouse, and those whose card nobody holds. */
export function SlipsPage() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(slipsQuery());
  const first = list.data?.pages[0];
  return (
    <EntryFrame title={t('entry.slips.title')} lead={t('entry.slips.lead')}>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError && first === undefined ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {first === undefined ? null : (
        <>
          <TypingSection productTypes={first.productTypes} />
          <Section title={t('entry.slips.unsettled')} note={t('entry.slips.unsettledNote', { count: first.unsettled })}>
            {first.unsettled === 0 ? <Empty icon="done" title={t('entry.slips.none')} /> : null}
            <ul className="entry-lines">
              {(list.data?.pages ?? [])
                .flatMap((page) => page.items)
                .map((slip) => (
                  <UnsettledLine key={slip.id} slip={slip} />
                ))}
            </ul>
            <MoreButton list={list} />
          </Section>
        </>
      )}
    </EntryFrame>
  );
}

function TypingSection({ productTypes }: { readonly productTypes: readonly string[] }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const may = useMay();
  const shops = useQuery({ ...slipShopsQuery(), enabled: may('orders.read') });
  const [shopId, setShopId] = useState('');
  const [soldOn, setSoldOn] = useState(() => formatDate(new Date().toISOString()));
  const [rows, setRows] = useState<readonly SlipRow[]>(() => [newRow(crypto.randomUUID(), productTypes[0] ?? '')]);
  const [wasSent, setWasSent] = useState(false);
  const table = useRef<HTMLTableElement>(null);
  const list = useId();
  const send = useMutation({
    mutationFn: async (sent: readonly SlipRow[]) => {
      const { results } = await requestSlips({ shopId: shopId === '' ? null : shopId, soldOn, slips: slipsOf(sent) });
      return { sent, results };
    },
    onSuccess: ({ sent, results }) => {
      setRows((before) => withResults(before, sent, results));
      setWasSent(false);
      return queryClient.invalidateQueries({ queryKey: ['entry', 'slips'] });
    },
  });
  // At once: whoever types fast, or scans, is in the next field before the next key.
  const focus = (row: number, field: SlipField): void =>
    table.current?.querySelector<HTMLInputElement>(`[data-row="${row}"][data-field="${field}"]`)?.focus();
  const submit = (): void => {
    setWasSent(true);
    const open = openRows(rows);
    if (!send.isPending && open.length > 0 && open.every((row) => missingIn(row).length === 0)) {
      send.mutate(open);
    }
  };
  const change = useCallback(
    (at: number, field: SlipField, value: string): void =>
      setRows((before) => before.map((row, index) => (index === at ? { ...row, [field]: value, result: null } : row))),
    [],
  );
  // Card, Enter, amount, Enter: the type goes on from the row above, the number is for slips that have one.
  const press = (event: KeyboardEvent): void => {
    const { row, field } = event.target instanceof HTMLElement ? event.target.dataset : {};
    if (event.key !== 'Enter' || row === undefined) {
      return;
    }
    const at = Number(row);
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      submit();
    } else if (field === 'card') {
      focus(at, (rows[at]?.productType ?? '') === '' ? 'productType' : 'amount');
    } else if (field === 'productType') {
      focus(at, 'amount');
    } else {
      if (at === rows.length - 1) {
        flushSync(() => setRows([...rows, newRow(crypto.randomUUID(), rows[at]?.productType ?? '')]));
      }
      focus(at + 1, 'card');
    }
  };
  const open = openRows(rows);
  return (
    <Section title={t('entry.slips.type')} note={t('entry.slips.keys')}>
      <div className="form-pair">
        <ChoiceField
          label={t('entry.slips.shop')}
          value={shopId}
          options={[
            { value: '', label: t('entry.slips.noShop') },
            ...(shops.data?.items ?? [])
              .filter(({ archived }) => !archived)
              .map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={setShopId}
        />
        <div className="form-field">
          <span className="entry-label">{t('entry.slips.soldOn')}</span>
          <DateField label={t('entry.slips.soldOn')} value={soldOn} onChange={setSoldOn} />
        </div>
      </div>
      <datalist id={list}>
        {productTypes.map((type) => (
          <option key={type} value={type}>
            {type}
          </option>
        ))}
      </datalist>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Enter in any of its fields */}
      <div className="entry-scroll" onKeyDown={press}>
        <table className="entry-typing" ref={table}>
          <thead>
            <tr>
              <th scope="col">#</th>
              {SLIP_FIELDS.map((field) => (
                <th key={field} scope="col">
                  {t(`entry.slips.fields.${field}`)}
                </th>
              ))}
              <th scope="col">{t('entry.slips.outcome')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <SlipLine
                key={row.key}
                row={row}
                at={at}
                list={list}
                isChecked={wasSent && open.includes(row)}
                onChange={change}
              />
            ))}
          </tbody>
        </table>
      </div>
      {rows.map((row, at) =>
        isOverLimit(row) ? (
          <CreditAlert
            key={row.key}
            text={t('credit.row', { row: at + 1, text: row.result?.fault?.reason ?? '' })}
            isBusy={send.isPending}
            onGoOn={(creditReason) => send.mutate([{ ...row, creditReason }])}
          />
        ) : null,
      )}
      {send.isError ? <Failure error={send.error} /> : null}
      <div className="entry-bar">
        <Button type="primary" disabled={open.length === 0} loading={send.isPending} onClick={submit}>
          {t('entry.slips.send', { count: open.length })}
        </Button>
        <Button
          onClick={() => {
            flushSync(() => setRows([newRow(crypto.randomUUID(), productTypes[0] ?? '')]));
            focus(0, 'card');
          }}
        >
          {t('entry.slips.fresh')}
        </Button>
      </div>
    </Section>
  );
}

function UnsettledLine({ slip }: { readonly slip: Slip }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [card, setCard] = useState(slip.card);
  const [isAside, setIsAside] = useState(false);
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['entry', 'slips'] });
  const settle = useMutation({
    mutationFn: (creditReason: string | null) =>
      requestSettling(slip.id, {
        ...(card.trim() === slip.card ? {} : { card: card.trim() }),
        ...(creditReason === null ? {} : { creditReason }),
      }),
    onSuccess: refresh,
  });
  const over = overLimitIn(settle.error);
  return (
    <li>
      <span className="entry-what">
        <strong className="figures">{slip.card}</strong>
        <span className="quiet small">{[slip.soldOn, slip.productType, slip.amount, slip.enteredBy].join(' · ')}</span>
        {over === null ? null : (
          <CreditAlert text={over} isBusy={settle.isPending} onGoOn={(why) => settle.mutate(why)} />
        )}
        {settle.isError && over === null ? (
          <span className="field-fault" role="alert">
            {settle.error.message === '' ? null : <Failure error={settle.error} />}
          </span>
        ) : null}
      </span>
      <Input
        className="entry-short"
        value={card}
        aria-label={t('entry.slips.rightCard', { card: slip.card })}
        onChange={(event) => setCard(event.target.value)}
        onPressEnter={() => settle.mutate(null)}
      />
      <Button size="small" loading={settle.isPending} onClick={() => settle.mutate(null)}>
        {t('entry.slips.settle')}
      </Button>
      <Button size="small" type="text" onClick={() => setIsAside(true)}>
        {t('entry.slips.dismiss')}
      </Button>
      {isAside ? (
        <ReasonDialog
          title={t('entry.slips.dismiss')}
          label={t('entry.slips.dismissWhy')}
          run={async (reason) => {
            await requestDismissal(slip.id, reason);
            await refresh();
          }}
          onClose={() => setIsAside(false)}
        />
      ) : null}
    </li>
  );
}
