import { takeRecords } from '../server/src/2-intake/records/schema.ts';
import { createProduct } from '../server/src/4-commerce/catalog/products/schema.ts';
import { type Client, previewSegment } from '../server/src/contracts.ts';
import { until } from './platform.ts';

const DAY_MS = 86_400_000;

/** An instant so many days before today. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString();
}

/** The birthday of somebody who is so old today. */
function birthdayOf(age: number): string {
  return `${new Date().getUTCFullYear() - age}-01-01`;
}

interface Woman {
  readonly name: string;
  readonly gender?: string;
  readonly age?: number;
  readonly address?: string;
  /** Days since each of her orders. */
  readonly orders?: readonly number[];
  readonly hasReturned?: boolean;
  /** What a piece cost, whose list price is 100. */
  readonly paid?: string;
}

/** Five whom the newcomer looks for. */
export const WANTED = ['沈静', '叶舒', '江悦', '柳晴', '白露'] as const;

/** One for each condition who fits all but that. */
const OTHERS: readonly Woman[] = [
  { name: '男生', gender: 'male' },
  { name: '长者', age: 52 },
  { name: '沪上', address: '上海市徐汇区漕溪北路 1 号' },
  { name: '一单', orders: [200] },
  { name: '退过', hasReturned: true },
  { name: '近来', orders: [200, 12] },
];

/** One for each condition of the whole sentence who fits all but that. */
const NOT_OF_THE_SENTENCE: readonly Woman[] = [
  { name: '男生', gender: 'male' },
  { name: '长者', age: 52 },
  { name: '沪上', address: '上海市徐汇区漕溪北路 1 号' },
  { name: '一单', orders: [400] },
  { name: '爱打折', paid: '80' },
  // Every 200 days, and last 190 days ago.
  { name: '慢节奏', orders: [390, 190] },
];

/** The SKU that everybody bought. */
const SKU = 'A';

/**
 * Women who bought twice at the list price, 60 days apart, the last time 200 days ago, and those who differ from them
 * in one thing each.
 */
export async function sendFullPricePeople(client: Client): Promise<void> {
  await client.call(createProduct, { body: { code: SKU, name: '衬衫', listMinor: 10_000 } });
  await send(client, [...WANTED.map((name) => ({ name, orders: [260, 200] })), ...NOT_OF_THE_SENTENCE.map(withRhythm)]);
}

function withRhythm(woman: Woman): Woman {
  return { orders: [260, 200], ...woman };
}

/** Sends the people and what they bought; waits until the analytic store knows all of them. */
export async function sendPeople(client: Client): Promise<void> {
  await send(client, [...WANTED.map((name) => ({ name })), ...OTHERS]);
}

async function send(client: Client, people: readonly Woman[]): Promise<void> {
  const records = people.flatMap((woman, index) => recordsOf(woman, `seg-${index}`));
  const { results } = await client.call(takeRecords, { body: { records } });
  const faults = results.filter(({ outcome }) => outcome !== 'added');
  if (faults.length > 0) {
    throw new Error(`Not taken: ${JSON.stringify(faults)}`);
  }
  const bought = { all: [{ is: 'orders.count', count: { min: 1 } }] };
  await until(
    async () => {
      const { count, freshness } = await client.call(previewSegment, { body: { rule: bought } });
      return count === people.length && !freshness.stale;
    },
    { what: 'everybody to be known to the analytic store', ms: 90_000, pollMs: 500 },
  );
}

function recordsOf(
  {
    name,
    gender = 'female',
    age = 28,
    address = '浙江省杭州市西湖区文三路 1 号',
    orders = [200, 90],
    hasReturned = false,
    paid = '100',
  }: Woman,
  account: string,
) {
  const customer = { identifiers: [{ type: 'account' as const, value: account }], attributes: {} };
  const profile = { name, gender, birthday: birthdayOf(age), address };
  return [
    { source: 'shop', key: account, type: 'customer', customer: { ...customer, attributes: profile } },
    ...orders.map((days, index) => ({
      source: 'shop',
      key: `${account}-o${index}`,
      type: 'order',
      occurredAt: daysAgo(days),
      customer,
      data: { lines: [{ sku: SKU, quantity: 1, unitPrice: paid }], status: 'completed' },
    })),
    ...(hasReturned
      ? [
          {
            source: 'shop',
            key: `${account}-r`,
            type: 'return',
            data: { order: `${account}-o0`, lines: [{ line: 1, quantity: '1' }], state: 'refunded' },
          },
        ]
      : []),
  ];
}
