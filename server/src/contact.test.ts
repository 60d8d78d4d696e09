import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RoleName } from '#access';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { TEST_NOW, useKernel } from '#test/harness.ts';
import { takePeople } from '#test/people.ts';
import { usePlatform } from '#test/platform.ts';

const kernel = useKernel({ analytic: false });
const test = usePlatform(kernel);
const context = systemContext('test');
const DAY = 86_400_000;
let serial = 0;

beforeAll(() => {
  kernel.timers.register(test.platform.contact.parts.timers ?? []);
});

beforeEach(() => {
  kernel.clock.set(new Date(TEST_NOW.getTime() + serial * 30 * DAY));
});

interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of many shapes
  readonly body: any;
}

async function call(
  method: 'GET' | 'POST' | 'PATCH' | 'PUT',
  url: string,
  payload?: object,
  role: RoleName | null = 'admin',
): Promise<Reply> {
  const headers = role === null ? {} : await test.as(role);
  const reply = await test.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  return { status: reply.statusCode, body: reply.body === '' ? null : reply.json() };
}

interface Somebody {
  readonly id: string;
  readonly email: string;
  readonly phone: string;
}

async function somebody(attributes: Readonly<Record<string, string>> = {}): Promise<Somebody> {
  serial += 1;
  kernel.clock.set(new Date(TEST_NOW.getTime() + serial * 30 * DAY));
  const who = { email: `c${serial}@example.com`, phone: `+86138${String(10_000_000 + serial)}` };
  const [id = ''] = await takePeople(kernel, test.platform.customers, [{ ...who, name: '李丽', attributes }]);
  return { id, ...who };
}

const say = (id: string, act: '' | '/withdraw', body: object): Promise<Reply> =>
  call('POST', `/api/v1/customers/${id}/consents${act}`, { how: 'counter', ...body }, 'agent');
const allow = async (id: string): Promise<void> => {
  expect((await say(id, '', { purpose: 'marketing' })).status).toBe(201);
};
const NEWS = { channel: 'email', template: 'news', values: { title: '新品', text: '春装上市' } } as const;
const send = (customerId: string, overrides: object = {}): Promise<Reply> =>
  call('POST', '/api/v1/contact/messages', { customerId, ...NEWS, ...overrides }, 'marketer');
const work = (): Promise<number> => kernel.jobs.drain(test.platform.contact.parts.jobs ?? []);

interface Mail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly unsubscribeUrl: string | null;
}

async function mails(to: string): Promise<Mail[]> {
  const folder = path.join(kernel.config.dataDir, 'outbox', 'email');
  const files = await readdir(folder).catch(() => []);
  const all = await Promise.all(files.map(async (file) => JSON.parse(await readFile(path.join(folder, file), 'utf8'))));
  return all.filter((mail: Mail) => mail.to === to);
}

const tokenIn = (url: string): string => url.split(/#|\?t=/u)[1] ?? '';
const linkIn = (mail: Mail | undefined): string => tokenIn(/https?:\/\/\S+#\S+/u.exec(mail?.text ?? '')?.[0] ?? '');

async function lastMail(to: string): Promise<Mail | undefined> {
  return (await mails(to)).toSorted((a, b) => (a.id < b.id ? -1 : 1)).at(-1);
}

describe('[C021] consent for each purpose and channel', () => {
  it('is asked by the gate: without it the customer is skipped, and the list says why', async () => {
    const { id, email } = await somebody();
    const skipped = await send(id);
    expect(skipped.body).toMatchObject({ state: 'suppressed', reason: 'no_consent' });
    await work();
    expect(await mails(email)).toEqual([]);
    const { body } = await call('GET', `/api/v1/contact/attempts?customerId=${id}`, undefined, 'marketer');
    expect(body.items[0]).toMatchObject({ reasonText: { 'zh-CN': '客户没有同意' }, address: 'c***@example.com' });
    await allow(id);
    expect((await send(id)).body).toMatchObject({ state: 'queued' });
    await work();
    const [mail] = await mails(email);
    expect(mail?.text).toContain('李丽，您好：\n\n春装上市');
    expect(mail?.unsubscribeUrl).toContain('/m/unsubscribe?t=');
  });

  it('keeps time, text version, way and who wrote it down, and shows it with the customer', async () => {
    const { id } = await somebody();
    const evidence = { form: '入会申请表 2026 版', note: '当面签字' };
    await say(id, '', { purpose: 'marketing', channels: ['sms'], how: 'paper', evidence });
    const text = await call('POST', '/api/v1/consent-purposes/marketing/texts', {
      language: 'zh-CN',
      body: '新的说法',
    });
    expect(text.body.texts.find(({ language }: { language: string }) => language === 'zh-CN')).toMatchObject({
      version: 2,
    });
    const { body } = await call('GET', `/api/v1/customers/${id}/consents`, undefined, 'agent');
    const sms = body.states.find(
      (one: { purpose: string; channel: string }) => one.purpose === 'marketing' && one.channel === 'sms',
    );
    expect(sms).toMatchObject({ state: 'given', how: 'paper', textVersion: 1 });
    expect(body.history[0]).toMatchObject({ evidence, text: { version: 1 }, saidBy: 'agent' });
    const { body: life } = await call('GET', `/api/v1/customers/${id}/timeline`, undefined, 'agent');
    expect(life.items.map(({ title }: { title: string }) => title)).toContainEqual({
      'zh-CN': '同意：营销信息 · 短信',
      en: 'Consent given: Marketing, text message',
    });
  });

  it('ends at once with a withdrawal, also for what waits in the queue', async () => {
    const { id, email } = await somebody();
    await allow(id);
    expect((await send(id)).body.state).toBe('queued');
    await say(id, '/withdraw', { how: 'call' });
    await work();
    expect(await mails(email)).toEqual([]);
    const { body } = await call('GET', `/api/v1/contact/attempts?customerId=${id}`);
    expect(body.items[0]).toMatchObject({ state: 'suppressed', reason: 'consent_withdrawn' });
    // What the contract needs goes on.
    const notice = { template: 'notice', values: { title: '已发货', text: '单号 1' } };
    expect((await send(id, notice)).body.state).toBe('queued');
  });

  it('of a child needs the guardian, whoever brings it', async () => {
    const { id } = await somebody({ birthday: '2025-01-05' });
    const refused = await say(id, '', { purpose: 'marketing' });
    expect([refused.status, refused.body.errors?.[0]?.code]).toEqual([400, 'guardian_missing']);
    const guardian = { relation: '母亲', checkedBy: '短信验证码' };
    expect((await say(id, '', { purpose: 'marketing', evidence: { guardian } })).status).toBe(201);
    expect((await send(id)).body.state).toBe('queued');
  });

  it('may be brought by other systems, once for each key, and be exported with the rest', async () => {
    const { email } = await somebody();
    const record = {
      source: 'shop',
      key: 'tick-1',
      type: 'consent',
      occurredAt: kernel.clock.now().toISOString(),
      customer: { identifiers: [{ type: 'email', value: email }] },
      data: { purpose: 'marketing', channels: ['email'], act: 'given', evidence: { form: '结账页勾选' } },
    };
    const first = await call('POST', '/api/v1/records', { records: [record] });
    expect(first.body.results?.[0]?.outcome ?? first.body.items?.[0]?.outcome).toBe('added');
    const wrong = { ...record, key: 'tick-2', data: { ...record.data, purpose: 'fun' } };
    const refused = await call('POST', '/api/v1/records', { records: [wrong] });
    expect(JSON.stringify(refused.body)).toContain('purpose_unknown');
    const kind = test.platform.customers.exportKinds.find(({ name }) => name === 'consents');
    const ask = { columns: ['purpose', 'act', 'how'], filter: {}, unmasked: false, scopeIds: null } as const;
    const rows: unknown[] = [];
    for await (const page of kind?.pages({ ...ask, locale: 'zh-CN', format: 'csv' }) ?? []) {
      rows.push(...page);
    }
    expect(rows).toContainEqual(['营销信息', '同意', '系统接口']);
  });

  it('offers a switch against everything that is chosen by personal traits', async () => {
    const { id } = await somebody();
    const { body } = await call(
      'POST',
      `/api/v1/customers/${id}/personal-features`,
      { allowed: false, how: 'call' },
      'agent',
    );
    expect(body.personalFeatures).toBe(false);
  });

  it('cannot be changed afterwards, by anybody', async () => {
    const { id } = await somebody();
    await allow(id);
    const { pool } = kernel.postgres;
    await expect(
      pool.query(`update customers.consents set act = 'withdrawn' where customer_id = $1`, [id]),
    ).rejects.toThrow(/append-only/);
    await expect(pool.query('delete from customers.consents where customer_id = $1', [id])).rejects.toThrow(
      /append-only/,
    );
    await expect(pool.query(`update customers.consent_texts set body = ''`)).rejects.toThrow(/append-only/);
  });

  it('follows merging and un-merging: a later no of either counts for both, and each has its own again', {
    timeout: 60_000,
  }, async () => {
    const act = fc.record({
      who: fc.constantFrom(0, 1),
      no: fc.boolean(),
      channel: fc.constantFrom('sms', 'email'),
      day: fc.integer({ min: 1, max: 5 }),
    });
    const states = async (id: string): Promise<unknown> =>
      (await call('GET', `/api/v1/customers/${id}/consents`)).body.states;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 6 }), async (acts) => {
        const [a, b] = [await somebody(), await somebody()];
        const ids = [a.id, b.id];
        const now = kernel.clock.now().getTime();
        const newest = new Map<string, { day: number; no: boolean }>();
        for (const { who, no, channel, day } of acts) {
          const occurredAt = new Date(now - day * DAY).toISOString();
          await say(ids[who] ?? '', no ? '/withdraw' : '', { purpose: 'marketing', channels: [channel], occurredAt });
          const last = newest.get(channel);
          if (last === undefined || day < last.day || (day === last.day && no)) {
            newest.set(channel, { day, no });
          }
        }
        const before = [await states(a.id), await states(b.id)];
        const merged = await call('POST', `/api/v1/customers/${a.id}/merge`, { with: [b.id], reason: '同一个人' });
        expect(merged.status).toBe(200);
        const together = (await states(merged.body.id)) as { purpose: string; channel: string; state: string }[];
        for (const [channel, { no }] of newest) {
          const found = together.find((one) => one.purpose === 'marketing' && one.channel === channel);
          expect(found?.state).toBe(no ? 'withdrawn' : 'given');
        }
        const parted = await call('POST', `/api/v1/customers/${merged.body.id}/unmerge`, {
          mergeId: merged.body.mergeId,
          reason: '看错了',
        });
        expect(parted.status, JSON.stringify(parted.body)).toBe(200);
        expect([await states(a.id), await states(b.id)]).toEqual(before);
      }),
      { numRuns: 6 },
    );
  });
});

describe('[C060] opt-out, quiet hours and frequency cap', () => {
  it('suppresses and logs the third campaign message within seven days, and lets it go afterwards', async () => {
    const { id, email } = await somebody();
    await allow(id);
    const states: unknown[] = [];
    for (const _ of [1, 2, 3]) {
      states.push((await send(id)).body);
      kernel.clock.advance(DAY);
    }
    expect(states).toMatchObject([
      { state: 'queued' },
      { state: 'queued' },
      { state: 'suppressed', reason: 'frequency_capped' },
    ]);
    await work();
    expect(await mails(email)).toHaveLength(2);
    const { body } = await call('GET', `/api/v1/contact/attempts?customerId=${id}&state=suppressed`);
    expect(body.items).toMatchObject([{ reasonText: { 'zh-CN': '达到发送频率上限' } }]);
    const { body: outcomes } = await call('GET', '/api/v1/contact/outcomes?days=30');
    expect(outcomes.items).toContainEqual(expect.objectContaining({ reason: 'frequency_capped' }));
    kernel.clock.advance(5 * DAY);
    expect((await send(id)).body.state).toBe('queued');
  });

  it('holds the cap however many send at once', async () => {
    const { id } = await somebody();
    await allow(id);
    const one = (): Promise<readonly { state: string }[]> =>
      kernel.transaction(context, (tx) =>
        test.platform.contact.send(tx, context, [{ key: newId(), customerId: id, ...NEWS }]),
      );
    const all = (await Promise.all(Array.from({ length: 12 }, one))).flat();
    expect(all.filter(({ state }) => state === 'queued')).toHaveLength(2);
    expect(all.filter(({ state }) => state === 'suppressed')).toHaveLength(10);
  });

  it('sends one message however often it is asked for', async () => {
    const { id, email } = await somebody();
    await allow(id);
    const key = newId();
    const one = () =>
      kernel.transaction(context, (tx) => test.platform.contact.send(tx, context, [{ key, customerId: id, ...NEWS }]));
    const all = (await Promise.all([one(), one(), one()])).flat();
    expect(new Set(all.map(({ attemptId }) => attemptId)).size).toBe(1);
    expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
    await work();
    await work();
    expect(await mails(email)).toHaveLength(1);
  });

  it('waits for the morning at night and asks again then; only urgent service notices ring', async () => {
    const { id, email } = await somebody();
    await allow(id);
    // 23:00 in Shanghai.
    kernel.clock.advance(13 * 3_600_000);
    const put = await send(id);
    expect(put.body).toMatchObject({ state: 'deferred', reason: 'quiet_hours' });
    expect(new Date(put.body.until).getTime() - kernel.clock.now().getTime()).toBe(10 * 3_600_000);
    const notice = { template: 'notice', values: { title: '验证码', text: '1234' }, isUrgent: true };
    expect((await send(id, notice)).body.state).toBe('queued');
    const late = await send(id);
    await say(id, '/withdraw', { purpose: 'marketing', channels: ['sms'] });
    kernel.clock.advance(10 * 3_600_000);
    await kernel.timers.tick();
    await work();
    expect((await mails(email)).map(({ subject }) => subject).toSorted()).toEqual(['新品', '新品', '验证码']);
    expect(
      (await call('GET', `/api/v1/contact/attempts/${late.body.attemptId}`)).body.steps.map(
        (step: { state: string }) => step.state,
      ),
    ).toEqual(['deferred', 'queued', 'in_flight', 'sent']);
  });

  it('keeps whoever withdrew at night from being written to in the morning', async () => {
    const { id, email } = await somebody();
    await allow(id);
    kernel.clock.advance(13 * 3_600_000);
    await send(id);
    await say(id, '/withdraw', {});
    kernel.clock.advance(10 * 3_600_000);
    await kernel.timers.tick();
    await work();
    expect(await mails(email)).toEqual([]);
  });

  it('ends with one click of a mail program, and a link that is merely opened ends nothing', async () => {
    const { id, email } = await somebody();
    await allow(id);
    await send(id);
    await work();
    const url = new URL((await lastMail(email))?.unsubscribeUrl ?? '');
    const opened = await test.app.inject({ method: 'GET', url: `${url.pathname}${url.search}` });
    expect([opened.statusCode, opened.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const ask = () =>
      call('POST', '/api/v1/contact/ask', { customerId: id, purpose: 'marketing', channel: 'email' }, 'marketer');
    expect((await ask()).body.may).toBe(true);
    for (const _ of [1, 2]) {
      const clicked = await test.app.inject({
        method: 'POST',
        url: `${url.pathname}${url.search}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'List-Unsubscribe=One-Click',
      });
      expect([clicked.statusCode, clicked.json()]).toEqual([200, { unsubscribed: true }]);
    }
    expect((await ask()).body).toMatchObject({ may: false, reason: 'opted_out' });
    const { body } = await call('GET', '/api/v1/contact/suppressions?reason=opted_out', undefined, 'agent');
    expect(
      body.items.filter(({ address }: { address: string }) => address === 'c***@example.com').length,
    ).toBeGreaterThan(0);
    const forged = `${url.search.slice(0, -4)}AAAA`;
    const refused = await test.app.inject({ method: 'POST', url: `/m/unsubscribe${forged}`, payload: '' });
    expect([refused.statusCode, refused.json().code]).toEqual([400, 'link_invalid']);
  });

  it('lets people choose themselves with the link in the message, without signing in', async () => {
    const { id, email } = await somebody();
    await allow(id);
    await send(id);
    await work();
    const token = linkIn(await lastMail(email));
    const read = await call('POST', '/api/v1/member/preferences/read', { token }, null);
    expect(read.body).toMatchObject({
      address: 'c***@example.com',
      personalFeatures: true,
      about: { purpose: 'marketing' },
    });
    const marketing = (body: Reply['body']) => body.purposes.find(({ key }: { key: string }) => key === 'marketing');
    expect(marketing(read.body).channels).toContainEqual({ channel: 'email', isOn: true });
    const none = await call(
      'POST',
      '/api/v1/member/preferences',
      { token, withdrawAll: true, personalFeatures: false },
      null,
    );
    expect(none.body.personalFeatures).toBe(false);
    expect(marketing(none.body).channels.some(({ isOn }: { isOn: boolean }) => isOn)).toBe(false);
    expect((await send(id)).body.reason).toBe('opted_out');
    kernel.clock.advance(1000);
    const changes = [{ purpose: 'marketing', channel: 'email', isOn: true }];
    await call('POST', '/api/v1/member/preferences', { token, changes }, null);
    expect((await send(id)).body.state).toBe('queued');
    const fixed = { token, changes: [{ purpose: 'service', channel: 'email', isOn: false }] };
    expect((await call('POST', '/api/v1/member/preferences', fixed, null)).body.errors?.[0]?.code).toBe(
      'purpose_fixed',
    );
    kernel.clock.advance(181 * DAY);
    expect((await call('POST', '/api/v1/member/preferences/read', { token }, null)).body.code).toBe('link_expired');
  });

  it('counts a yes to e-mail of such a purpose once its address confirmed it, with a link that works once', async () => {
    await call('PATCH', '/api/v1/consent-purposes/survey', { confirmsEmail: true }, 'manager');
    const { id, email } = await somebody();
    await say(id, '', { purpose: 'survey', how: 'form' });
    const ask = async () =>
      (await call('POST', '/api/v1/contact/ask', { customerId: id, purpose: 'survey', channel: 'email' })).body;
    expect(await ask()).toMatchObject({ reason: 'consent_unconfirmed' });
    const sent = await call('POST', `/api/v1/customers/${id}/consents/confirmation`, { purpose: 'survey' }, 'agent');
    expect([sent.status, sent.body.state]).toEqual([202, 'queued']);
    await work();
    const mail = await lastMail(email);
    expect([mail?.subject, mail?.unsubscribeUrl]).toEqual(['请确认您的订阅：问卷调查', null]);
    const token = linkIn(mail);
    kernel.clock.advance(1000);
    expect((await call('POST', '/api/v1/member/confirm', { token }, null)).status).toBe(200);
    expect((await ask()).may).toBe(true);
    expect((await call('POST', '/api/v1/member/confirm', { token }, null)).body.code).toBe('link_used');
    await call('POST', `/api/v1/customers/${id}/consents/confirmation`, { purpose: 'survey' }, 'agent');
    await work();
    const late = linkIn(await lastMail(email));
    kernel.clock.advance(8 * DAY);
    expect((await call('POST', '/api/v1/member/confirm', { token: late }, null)).body.code).toBe('link_expired');
  });

  it('leaves addresses alone that bounced or complained, by receipts and notifications', async () => {
    const { id, email } = await somebody();
    await allow(id);
    const { body: sent } = await send(id);
    await work();
    const receipt = (data: object) =>
      call('POST', '/api/v1/records', {
        records: [
          { source: 'mail', key: newId(), type: 'delivery', occurredAt: kernel.clock.now().toISOString(), data },
        ],
      });
    await receipt({ attemptId: sent.attemptId, status: 'delivered' });
    const attempt = async () => (await call('GET', `/api/v1/contact/attempts/${sent.attemptId}`)).body;
    expect((await attempt()).state).toBe('delivered');
    await receipt({ providerId: `outbox:${sent.attemptId}`, status: 'bounced', code: '5.1.1' });
    expect(await attempt()).toMatchObject({ state: 'bounced', detail: '5.1.1' });
    expect((await send(id)).body.reason).toBe('bounced');
    const { body: list } = await call('GET', '/api/v1/contact/suppressions?reason=bounced');
    const removed = await call(
      'POST',
      `/api/v1/contact/suppressions/${list.items[0].id}/remove`,
      { reason: '客户更正了邮箱设置' },
      'agent',
    );
    expect(removed.body).toEqual({ removed: true });
    expect((await send(id)).body.state).toBe('queued');
    expect(JSON.stringify(list)).not.toContain(email);
    expect(JSON.stringify((await receipt({ dsn: 'hello' })).body)).toContain('dsn_unreadable');
  });

  it('stops selling while a complaint is open, and nobody else', async () => {
    const [a, b] = [await somebody(), await somebody()];
    await allow(a.id);
    await allow(b.id);
    test.platform.contact.registerComplaints((_reader, ids) =>
      Promise.resolve(new Set(ids.filter((id) => id === a.id))),
    );
    expect((await send(a.id)).body.reason).toBe('open_complaint');
    expect((await send(b.id)).body.state).toBe('queued');
  });

  it('takes a customer off everything when staff put them on the list', async () => {
    const { id } = await somebody();
    const given = { customerId: id, reason: 'do_not_contact', note: '来电要求' };
    expect((await call('POST', '/api/v1/contact/suppressions', given, 'agent')).status).toBe(201);
    const notice = { template: 'notice', values: { title: '已发货', text: '单号 1' } };
    expect((await send(id, notice)).body.reason).toBe('do_not_contact');
  });

  it('refuses what would begin a header of its own, and says what a template needs', async () => {
    const { id } = await somebody();
    const broken = await send(id, { values: { title: 'a\r\nBcc: b@example.com', text: 'x' } });
    expect([broken.status, broken.body.errors?.[0]?.code]).toEqual([400, 'value_has_line_break']);
    const missing = await send(id, { values: {} });
    expect(missing.body.errors?.map(({ field }: { field: string }) => field)).toEqual(['values.title', 'values.text']);
  });
});
