import { normalizeAccount, normalizeEmail, normalizeMaskedPhone, normalizePhone } from '#customers/pure';
import type { RowFault, RowResult } from '#intake';
import { businessDateOf, parseInstant, type Zone } from '#kernel/pure/dates.ts';
import { minorDigits, parseAmount, roundMinor } from '#kernel/pure/money.ts';
import type { Text } from '#kernel/pure/text.ts';
import { ORDER_FIELDS, type OrderField } from './fields.ts';
import type { OrderStatus } from './schema.ts';
import { statusOf } from './status-words.ts';

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
  /** What the marketplace shows of a number that it hides. */
  readonly maskedPhone?: string;
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

/** Longer texts are cut, longer keys refused: cut keys could meet. */
const MAX_TEXT = 500;
const MAX_KEY = 200;
/** What the analytic store can hold as a date. */
const FIRST_INSTANT = Date.UTC(1900, 0, 2);
const LAST_INSTANT = Date.UTC(2299, 11, 30);

type Fault = { readonly ok: false; readonly fault: RowFault };
type Read<Value> = { readonly ok: true; readonly value: Value } | Fault;

function fault(field: OrderField, code: string, reason: Text, value: string): Fault {
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

/** The trimmed cell of a field; empty when the file has no such column. */
type CellOf = (field: OrderField) => string;

/** Reads lines of one file; made once, since the place of each column is found once. */
export function createRowReader({ columns, currency: defaultCurrency, zone }: ReaderSetup): RowReader {
  // Object.fromEntries forgets the names of its keys.
  const index = Object.fromEntries(ORDER_FIELDS.map(({ name }) => [name, columns.get(name) ?? -1])) as Readonly<
    Record<OrderField, number>
  >;
  const moment = remembering((text) => {
    const placedAt = parseInstant(text, zone);
    return placedAt === null ? null : { placedAt, businessDate: businessDateOf(placedAt, zone) };
  });
  const normalize: Normalize = {
    phone: remembering(normalizePhone),
    maskedPhone: remembering(normalizeMaskedPhone),
    email: remembering(normalizeEmail),
  };
  return (cells) => {
    const cell: CellOf = (field) => cells[index[field]]?.trim() ?? '';
    const keys = readKeys(cell);
    if (!keys.ok) {
      return keys;
    }
    const time = readTime(cell('placedAt'), moment);
    if (!time.ok) {
      return time;
    }
    const currency = readCurrency(cell('currency'), defaultCurrency);
    if (!currency.ok) {
      return currency;
    }
    const price = readPrice(
      { quantity: cell('quantity'), unitPrice: cell('unitPrice'), amount: cell('amount') },
      currency.value,
    );
    if (!price.ok) {
      return price;
    }
    const status = readStatus(cell('status'));
    if (!status.ok) {
      return status;
    }
    const contact = readContact(cell, normalize);
    if (!contact.ok) {
      return contact;
    }
    return {
      ok: true,
      row: assemble(cell, {
        keys: keys.value,
        time: time.value,
        price: price.value,
        contact: contact.value,
        currency: currency.value,
        status: status.value,
      }),
    };
  };
}

interface Parts {
  readonly keys: Pick<OrderRow, 'number' | 'sku' | 'account'>;
  readonly time: OrderTime;
  readonly price: Pick<OrderRow, 'quantity' | 'unitPrice' | 'amountMinor' | 'sells'>;
  readonly contact: Contact;
  readonly currency: string;
  readonly status: OrderStatus | null;
}

/** Field by field: copying the parts as objects would cost as much as reading them. */
function assemble(cell: CellOf, { keys, time, price, contact, currency, status }: Parts): OrderRow {
  const row = {
    number: keys.number,
    sku: keys.sku,
    account: keys.account,
    placedAt: time.placedAt,
    businessDate: time.businessDate,
    quantity: price.quantity,
    unitPrice: price.unitPrice,
    amountMinor: price.amountMinor,
    sells: price.sells,
    phone: contact.phone,
    email: contact.email,
    productName: cell('productName').slice(0, MAX_TEXT) || null,
    currency,
    status,
    customerName: cell('customerName').slice(0, MAX_TEXT) || null,
    address: cell('address').slice(0, MAX_TEXT) || null,
    region: cell('region').slice(0, MAX_TEXT) || null,
  };
  return contact.maskedPhone === null ? row : { ...row, maskedPhone: contact.maskedPhone };
}

function readKeys(cell: CellOf): Read<Pick<OrderRow, 'number' | 'sku' | 'account'>> {
  const number = cell('number');
  if (number === '') {
    return fault(
      'number',
      'value_missing',
      {
        'zh-CN': '缺少订单号，应如 202611220001',
        en: 'the order number is missing; should be like 202611220001',
      },
      '',
    );
  }
  const sku = cell('sku');
  if (sku === '') {
    return fault(
      'sku',
      'value_missing',
      {
        'zh-CN': '缺少商品编码，应如 VC-1001-WH-40',
        en: 'the SKU is missing; should be like VC-1001-WH-40',
      },
      '',
    );
  }
  const account = normalizeAccount(cell('account'));
  for (const [field, value] of [
    ['number', number],
    ['sku', sku],
    ['account', account ?? ''],
  ] as const) {
    if (value.length > MAX_KEY) {
      return fault(
        field,
        'value_too_long',
        { 'zh-CN': `过长，最多 ${MAX_KEY} 个字符`, en: `too long; at most ${MAX_KEY} characters` },
        value,
      );
    }
  }
  return { ok: true, value: { number, sku, account } };
}

type OrderTime = Pick<OrderRow, 'placedAt' | 'businessDate'>;

function readTime(text: string, moment: (text: string) => OrderTime | null): Read<OrderTime> {
  const time = moment(text);
  if (time === null) {
    return fault(
      'placedAt',
      'date_invalid',
      { 'zh-CN': '不是日期，应如 2026-11-22 14:30:00', en: 'not a date; should be like 2026-11-22 14:30:00' },
      text,
    );
  }
  const instant = time.placedAt.getTime();
  if (instant < FIRST_INSTANT || instant > LAST_INSTANT) {
    return fault(
      'placedAt',
      'date_out_of_range',
      { 'zh-CN': '日期应在 1900 年至 2299 年之间', en: 'the date should be between 1900 and 2299' },
      text,
    );
  }
  return { ok: true, value: time };
}

function readCurrency(text: string, defaultCurrency: string): Read<string> {
  const code = text.toUpperCase() || defaultCurrency;
  if (!/^[A-Z]{3}$/.test(code)) {
    return fault(
      'currency',
      'currency_invalid',
      { 'zh-CN': '不是币种代码，应如 CNY', en: 'not a currency code; should be like CNY' },
      text,
    );
  }
  // What people call it; the code is CNY.
  return { ok: true, value: code === 'RMB' ? 'CNY' : code };
}

/** Null where the file says nothing. */
function readStatus(text: string): Read<OrderStatus | null> {
  if (text === '') {
    return { ok: true, value: null };
  }
  const status = statusOf(text);
  if (status === null) {
    return fault(
      'status',
      'status_unknown',
      {
        'zh-CN': '不认识的状态，可用：待付款、已付款、已发货、已完成、已取消',
        en: 'unknown status; use placed, paid, shipped, completed or cancelled',
      },
      text,
    );
  }
  return { ok: true, value: status };
}

type Contact = Pick<OrderRow, 'phone' | 'email'> & { readonly maskedPhone: string | null };

interface Normalize {
  readonly phone: (text: string) => string | null;
  readonly maskedPhone: (text: string) => string | null;
  readonly email: (text: string) => string | null;
}

/** Marketplaces hide phone and e-mail as 138****1234: nothing is known then, which is no reason to refuse the sale. */
function unmasked(text: string): string {
  return text.includes('*') || text.includes('＊') ? '' : text;
}

function readContact(cell: CellOf, normalize: Normalize): Read<Contact> {
  const maskedPhone = normalize.maskedPhone(cell('phone'));
  const phoneText = maskedPhone === null ? unmasked(cell('phone')) : '';
  const phone = phoneText === '' ? null : normalize.phone(phoneText);
  if (phoneText !== '' && phone === null) {
    return fault(
      'phone',
      'phone_invalid',
      { 'zh-CN': '不是有效的电话号码，应如 13812341234', en: 'not a phone number; should be like 13812341234' },
      phoneText,
    );
  }
  const emailText = unmasked(cell('email'));
  const email = emailText === '' ? null : normalize.email(emailText);
  if (emailText !== '' && email === null) {
    return fault(
      'email',
      'email_invalid',
      { 'zh-CN': '不是有效的邮箱，应如 li@example.com', en: 'not an e-mail address; should be like li@example.com' },
      emailText,
    );
  }
  return { ok: true, value: { phone, email, maskedPhone } };
}

type Price = Read<Pick<OrderRow, 'quantity' | 'unitPrice' | 'amountMinor' | 'sells'>>;

interface PriceCells {
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amount: string;
}

/** Quantity with unit price; or with the line's amount, from which the unit price follows. */
function readPrice(given: PriceCells, currency: string): Price {
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
  if (unitPrice === null) {
    return readAmount({ ...given, quantity }, currency);
  }
  return isTooLarge(currency, unitPrice, quantity)
    ? tooLarge('unitPrice', given.unitPrice)
    : priced(quantity, unitPrice, roundMinor(currency, unitPrice, quantity));
}

function readAmount({ quantity, amount: text }: PriceCells, currency: string): Price {
  if (text === '') {
    const reason = {
      'zh-CN': '缺少单价或金额，应如 149.00',
      en: 'neither unit price nor amount is given; should be like 149.00',
    };
    return fault('amount', 'value_missing', reason, text);
  }
  const amount = parseAmount(text);
  if (amount === null) {
    const reason = { 'zh-CN': '不是金额，应如 298.00', en: 'not an amount; should be like 298.00' };
    return fault('amount', 'number_invalid', reason, text);
  }
  if (isTooLarge(currency, amount, '1')) {
    return tooLarge('amount', text);
  }
  const amountMinor = roundMinor(currency, amount);
  return priced(quantity, unitPriceOf(amountMinor, quantity, currency), amountMinor);
}

/** Minor units of one line; thousands of such lines still sum to a safe integer. */
const MAX_LINE_MINOR = 1e12;

function isTooLarge(currency: string, price: string, quantity: string): boolean {
  return Math.abs(Number(price) * Number(quantity)) * 10 ** minorDigits(currency) > MAX_LINE_MINOR;
}

function tooLarge(field: OrderField, value: string): Fault {
  return fault(
    field,
    'amount_too_large',
    { 'zh-CN': '金额过大，一行最多一百亿', en: 'too large; a line is at most ten billion' },
    value,
  );
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
