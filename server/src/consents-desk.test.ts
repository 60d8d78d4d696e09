import { beforeAll, describe, expect, it } from 'vitest';
import type { RoleName } from '#access';
import { useKernel } from '#test/harness.ts';
import { takePeople } from '#test/people.ts';
import { usePlatform } from '#test/platform.ts';
import type { CustomerConsents } from './contracts.ts';

const kernel = useKernel({ analytic: false });
const test = usePlatform(kernel);
const DAY = 86_400_000;

interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of many shapes
  readonly body: any;
}

async function call(
  method: 'GET' | 'POST' | 'PATCH',
  url: string,
  payload?: object,
  role: RoleName = 'manager',
): Promise<Reply> {
  const headers = await test.as(role);
  const reply = await test.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  return { status: reply.statusCode, body: reply.body === '' ? null : reply.json() };
}

const say = async (id: string, act: '' | '/withdraw', body: object): Promise<void> => {
  const reply = await call('POST', `/api/v1/customers/${id}/consents${act}`, { how: 'counter', ...body }, 'agent');
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
};

const NEWSLETTER = {
  key: 'newsletter',
  label: { 'zh-CN': '会刊', en: 'Newsletter' },
  note: { 'zh-CN': '每季一期', en: 'Once a quarter' },
  legalBasis: 'consent',
  channels: ['email', 'post'],
  isSelling: false,
  confirmsEmail: true,
  expiresMonths: 2,
};

let ids: readonly string[] = [];

beforeAll(async () => {
  await call('POST', '/api/v1/consent-purposes', NEWSLETTER);
  const people = Array.from({ length: 8 }, (_, at) => ({
    email: `desk${at}@example.com`,
    phone: `+86139${String(20_000_000 + at)}`,
    // The second is a child who turns 14 on the last of February, born on a leap day.
    attributes: at === 1 ? { birthday: '2020-02-29' } : {},
  }));
  ids = await takePeople(kernel, test.platform.customers, people);
});

/** What the page says of a state, against what each customer's own page says. */
async function statesOfEach(): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const id of ids) {
    const { body } = await call('GET', `/api/v1/customers/${id}/consents`);
    for (const { purpose, channel, state } of (body as CustomerConsents).states) {
      const key = `${purpose} ${channel ?? '-'} ${state}`;
      found.set(key, (found.get(key) ?? 0) + 1);
    }
  }
  return found;
}

async function statesCounted(): Promise<Map<string, number>> {
  const { body } = await call('GET', '/api/v1/consent-counts');
  expect(body.customers).toBe(ids.length);
  return new Map(
    body.items.map((one: { purpose: string; channel: string | null; state: string; customers: number }) => [
      `${one.purpose} ${one.channel ?? '-'} ${one.state}`,
      one.customers,
    ]),
  );
}

describe('[C021] what staff see of consent', () => {
  it('counts customers by state as their own pages tell it, whatever was said in which order', async () => {
    const [a = '', child = '', c = '', d = '', e = '', f = ''] = ids;
    const guardian = { relation: '父亲', checkedBy: '当面' };
    await say(a, '', { purpose: 'marketing' });
    await say(child, '', { purpose: 'marketing', channels: ['sms'], evidence: { guardian } });
    // At the same instant the no counts, and of two yeses the one that ends sooner.
    const at = kernel.clock.now().toISOString();
    await say(c, '', { purpose: 'marketing', channels: ['email'], occurredAt: at });
    await say(c, '/withdraw', { purpose: 'marketing', channels: ['email'], occurredAt: at });
    await say(d, '', { purpose: 'survey', channels: ['email'], occurredAt: at });
    const soon = new Date(kernel.clock.now().getTime() + DAY).toISOString();
    await say(d, '', { purpose: 'survey', channels: ['email'], occurredAt: at, expiresAt: soon });
    await say(e, '', { purpose: 'newsletter' });
    await say(f, '/withdraw', {});
    await say(a, '', { purpose: 'personalisation' });
    kernel.clock.advance(2 * DAY);
    const counted = await statesCounted();
    const each = await statesOfEach();
    expect(counted).toEqual(new Map([...each].filter(([key]) => counted.has(key))));
    // Nothing but `none` is left to the difference.
    expect([...each.keys()].filter((key) => !counted.has(key) && !key.endsWith(' none'))).toEqual([]);
    expect(counted.get('survey email expired')).toBe(1);
    expect(counted.get('newsletter email unconfirmed')).toBe(1);
    expect(counted.get('marketing email withdrawn')).toBe(2);
  });

  it('lists every version of a text with its day and how much was said under it', async () => {
    const path = '/api/v1/consent-purposes/newsletter/texts';
    expect((await call('POST', path, { language: 'zh-CN', body: '第一种说法' })).status).toBe(201);
    const [, , , , , , g = '', h = ''] = ids;
    await say(g, '', { purpose: 'newsletter' });
    kernel.clock.advance(DAY);
    expect((await call('POST', path, { language: 'zh-CN', body: '第二种说法' })).status).toBe(201);
    await say(h, '', { purpose: 'newsletter', channels: ['post'] });
    const { body } = await call('GET', path);
    expect(body.items).toMatchObject([
      { version: 2, body: '第二种说法', isInForce: true, statements: 1 },
      { version: 1, body: '第一种说法', isInForce: false, statements: 2 },
    ]);
    expect(body.items[0].createdAt > body.items[1].createdAt).toBe(true);
    expect((await call('GET', '/api/v1/consent-purposes/none_such/texts')).status).toBe(404);
  });

  it('asks nobody for an archived purpose, and counts as before once it is back', async () => {
    const before = await statesCounted();
    const path = '/api/v1/consent-purposes/newsletter';
    expect((await call('PATCH', path, { isArchived: true })).body.archivedAt).not.toBeNull();
    expect((await call('PATCH', path, { isArchived: false })).body.archivedAt).toBeNull();
    expect(await statesCounted()).toEqual(before);
    const builtIn = await call('PATCH', '/api/v1/consent-purposes/marketing', { isArchived: true });
    expect(builtIn.body).toMatchObject({ code: 'purpose_built_in' });
  });
});
