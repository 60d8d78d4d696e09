import { normalizeAccount, normalizeEmail, normalizePhone } from '#customers/pure';
import type { RowFault, RowResult } from '#intake';
import { businessDateOf, parseInstant, type Zone } from '#kernel/pure/dates.ts';
import { minorDigits, parseAmount, roundMinor } from '#kernel/pure/money.ts';
import type { Text } from '#kernel/pure/text.ts';
import { STATUS_WORDS } from './fields.ts';
import type { OrderStatus } from './schema.ts';

/** One line of an order file, understood. */
export interface OrderRow {
  readonly number: string;
  readonly placedAt: Date;
  readonly businessDate: string;
  readonly sku: string;
  readonly productName: string | null;
  /** Decimals as given. */
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amountMinor: number;
  readonly sells: boolean;
  readonly currency: string;
  readonly status: OrderStatus | null;
  readonly account: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly customerName: string | null;
  readonly address: string | null;
  readonly region: string | null;
}

export interface RowReader {
  (cells: readonly string[]): RowResult<OrderRow>;
}

export interface ReaderSetup {
  readonly columns: ReadonlyMap<string, number>;
  readonly currency: string;
  readonly zone: Zone;
}

const MAX_TEXT = 500;

function fault(field: string, code: string, reason: Text, value: string): { ok: false; fault: RowFault } {
  return { ok: false, fault: { field, code, reason, value: value.slice(0, 200) } };
}

/** A function that remembers its last answer: neighbouring lines of a file repeat dates, phones and names. */
function remembering<Result>(compute: (text: string) => Result): (text: string) => Result {
  let lastText: string | undefined;
  let last: Result;
  return (text) => {
    if (text !== lastText) {
      last = compute(text);
      lastText = text;
    }
    return last;
  };
}

/** Reads lines of one file; made once, since the place of each column is found once. */
export function createRowReader({ columns, currency: defaultCurrency, zone }: ReaderSetup): RowReader {
  const at = (field: string): number => columns.get(field) ?? -1;
  const index = {
    number: at('number'),
    placedAt: at('placedAt'),
    sku: at('sku'),
    productName: at('productName'),
    quantity: at('quantity'),
    unitPrice: at('unitPrice'),
    amount: at('amount'),
    account: at('account'),
    customerName: at('customerName'),
    phone: at('phone'),
    email: at('email'),
    address: at('address'),
    region: at('region'),
    status: at('status'),
    currency: at('currency'),
  };
  const moment = remembering((text) => {
    const placedAt = parseInstant(text, zone);
    return placedAt === null ? null : { placedAt, businessDate: businessDateOf(placedAt, zone) };
  });
  const phoneOf = remembering(normalizePhone);
  const emailOf = remembering(normalizeEmail);
  return (cells) => {
    const cell = (column: number): string => cells[column]?.trim() ?? '';
    const number = cell(index.number);
    if (number === '') {
      return fault('number', 'value_missing', { 'zh-CN': '缺少订单号', en: 'the order number is missing' }, '');
    }
    const sku = cell(index.sku);
    if (sku === '') {
      return fault('sku', 'value_missing', { 'zh-CN': '缺少商品编码', en: 'the SKU is missing' }, '');
    }
    const time = moment(cell(index.placedAt));
    if (time === null) {
      return fault(
        'placedAt',
        'date_invalid',
        { 'zh-CN': '不是日期，应如 2026-11-22 14:30:00', en: 'not a date; should be like 2026-11-22 14:30:00' },
        cell(index.placedAt),
      );
    }
    const currency = cell(index.currency).toUpperCase() || defaultCurrency;
    if (!/^[A-Z]{3}$/.test(currency)) {
      return fault(
        'currency',
        'currency_invalid',
        { 'zh-CN': '不是币种代码，应如 CNY', en: 'not a currency code; should be like CNY' },
        currency,
      );
    }
    const price = readPrice(
      { quantity: cell(index.quantity), unitPrice: cell(index.unitPrice), amount: cell(index.amount) },
      currency,
    );
    if (!price.ok) {
      return price;
    }
    const status = readStatus(cell(index.status));
    if (status === undefined) {
      return fault(
        'status',
        'status_unknown',
        {
          'zh-CN': '不认识的状态，可用：待付款、已付款、已发货、已完成、已取消',
          en: 'unknown status; use placed, paid, shipped, completed or cancelled',
        },
        cell(index.status),
      );
    }
    const phoneText = cell(index.phone);
    const phone = phoneText === '' ? null : phoneOf(phoneText);
    if (phoneText !== '' && phone === null) {
      return fault(
        'phone',
        'phone_invalid',
        { 'zh-CN': '不是有效的电话号码，应如 13812341234', en: 'not a phone number; should be like 13812341234' },
        phoneText,
      );
    }
    const emailText = cell(index.email);
    const email = emailText === '' ? null : emailOf(emailText);
    if (emailText !== '' && email === null) {
      return fault(
        'email',
        'email_invalid',
        { 'zh-CN': '不是有效的邮箱，应如 li@example.com', en: 'not an e-mail address; should be like li@example.com' },
        emailText,
      );
    }
    return {
      ok: true,
      row: {
        number: number.slice(0, MAX_TEXT),
        placedAt: time.placedAt,
        businessDate: time.businessDate,
        sku: sku.slice(0, MAX_TEXT),
        productName: cell(index.productName).slice(0, MAX_TEXT) || null,
        ...price.value,
        currency,
        status,
        account: normalizeAccount(cell(index.account)),
        phone,
        email,
        customerName: cell(index.customerName).slice(0, MAX_TEXT) || null,
        address: cell(index.address).slice(0, MAX_TEXT) || null,
        region: cell(index.region).slice(0, MAX_TEXT) || null,
      },
    };
  };
}

/** null: the file says nothing; undefined: it says something that we do not know. */
function readStatus(text: string): OrderStatus | null | undefined {
  if (text === '') {
    return null;
  }
  return STATUS_WORDS[text.toLowerCase()];
}

type Price =
  | {
      readonly ok: true;
      readonly value: {
        readonly quantity: string;
        readonly unitPrice: string;
        readonly amountMinor: number;
        readonly sells: boolean;
      };
    }
  | { readonly ok: false; readonly fault: RowFault };

/** Quantity with unit price; or with the line's amount, from which the unit price follows. */
function readPrice(given: { quantity: string; unitPrice: string; amount: string }, currency: string): Price {
  const quantity = parseAmount(given.quantity);
  if (quantity === null) {
    return fault(
      'quantity',
      'number_invalid',
      { 'zh-CN': '不是数字，应如 2', en: 'not a number; should be like 2' },
      given.quantity,
    );
  }
  const unitPrice = given.unitPrice === '' ? null : parseAmount(given.unitPrice);
  if (given.unitPrice !== '' && unitPrice === null) {
    return fault(
      'unitPrice',
      'number_invalid',
      { 'zh-CN': '不是金额，应如 149.00', en: 'not an amount; should be like 149.00' },
      given.unitPrice,
    );
  }
  if (unitPrice !== null) {
    return priced(quantity, unitPrice, roundMinor(currency, unitPrice, quantity));
  }
  const amount = given.amount === '' ? null : parseAmount(given.amount);
  if (amount === null) {
    return fault(
      'amount',
      given.amount === '' ? 'value_missing' : 'number_invalid',
      given.amount === ''
        ? { 'zh-CN': '缺少单价或金额', en: 'neither unit price nor amount is given' }
        : { 'zh-CN': '不是金额，应如 298.00', en: 'not an amount; should be like 298.00' },
      given.amount,
    );
  }
  const amountMinor = roundMinor(currency, amount, '1');
  return priced(quantity, unitPriceOf(amountMinor, quantity, currency), amountMinor);
}

const UNIT_PRICE_EXTRA_DIGITS = 4;

/** Amount ÷ quantity, four digits finer than the currency; zero pieces keep the amount as their price. */
function unitPriceOf(amountMinor: number, quantity: string, currency: string): string {
  const pieces = Number(quantity);
  const digits = minorDigits(currency);
  return (amountMinor / 10 ** digits / (pieces === 0 ? 1 : pieces)).toFixed(digits + UNIT_PRICE_EXTRA_DIGITS);
}

function priced(quantity: string, unitPrice: string, amountMinor: number): Price {
  const sells = Number(quantity) > 0 && Number(unitPrice) > 0;
  return { ok: true, value: { quantity, unitPrice, amountMinor, sells } };
}
