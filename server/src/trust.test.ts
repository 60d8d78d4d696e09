import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { type Browser, openBrowser } from '#test/browser.ts';
import { useKernel } from '#test/harness.ts';
import { usePlatform } from '#test/platform.ts';
import { pumpAll } from '#test/pump.ts';
import { listContracts } from './contracts.ts';

const kernel = useKernel();
const test = usePlatform(kernel);
const PASSWORD = 'correct horse battery';
const INCOME = 'over_50k';
const INCOME_WORDS = /over_50k|50000|50,000/;
let serial = 0;
let marketer: Browser;
let agent: Browser;
let admin: Browser;
let manager: Browser;

beforeAll(async () => {
  await test.platform.access.ensureFirstAdmin({ email: 'boss@example.com', password: PASSWORD });
  admin = openBrowser(test.app, '10.0.0.1');
  await admin.send('POST', '/api/v1/session', { email: 'boss@example.com', password: PASSWORD });
  [marketer, agent, manager] = [
    (await person('marketer')).browser,
    (await person('agent')).browser,
    (await person('manager')).browser,
  ];
});

const REPORT = {
  title: '客户名单在论坛出现',
  kind: 'leak',
  risk: 'high',
  description: '有人在论坛出售含手机号的名单',
  dataCategories: ['姓名', '手机'],
  discoveredAt: '2026-03-01T00:00:00.000Z',
};

/** After a night: sessions ended. */
async function signInAgain(browser: Browser): Promise<void> {
  await browser.send('POST', '/api/v1/session', { email: 'manager3@example.com', password: PASSWORD });
}

/** Somebody of a role, signed in. */
async function person(role: string): Promise<{ id: string; browser: Browser }> {
  serial += 1;
  const email = `${role}${serial}@example.com`;
  const user = { email, name: `${role} ${serial}`, password: PASSWORD, assignments: [{ role }] };
  const { body } = await admin.send('POST', '/api/v1/users', user);
  const browser = openBrowser(test.app, `10.0.1.${serial}`);
  await browser.send('POST', '/api/v1/session', { email, password: PASSWORD });
  return { id: body.user.id, browser };
}

async function customer(more: object = {}): Promise<string> {
  serial += 1;
  const given = { name: `客户${serial}`, phone: `138${String(20_000_000 + serial)}`, ...more };
  const { body, status } = await manager.send('POST', '/api/v1/customers', given);
  expect([status, body.created]).toEqual([200, true]);
  return body.id;
}

const rich = (): Promise<string> => customer({ attributes: { incomeBand: INCOME } });
const reveal = (by: Browser, id: string, fields: readonly string[]) =>
  by.send('POST', `/api/v1/customers/${id}/fields/reveal`, { fields, reason: '核对客户资料' });
const attest = (by: Browser) => by.send('POST', '/api/v1/me/attestation', { method: 'duty', accepted: true });
const setting = async (key: string, value: unknown): Promise<void> => {
  expect((await admin.send('PUT', `/api/v1/settings/${key}`, { value })).status).toBe(200);
  // How long other processes may go on with the value before.
  kernel.clock.advance(61_000);
};

describe('[C017] a marketer and the sensitive field income', () => {
  it('see it masked on every page and list, and learn it by no way of asking', async () => {
    const id = await rich();
    await manager.send('PATCH', `/api/v1/customers/${id}`, { version: 0, attributes: { incomeBand: '5k_10k' } });
    await pumpAll(kernel, test.platform.readers);
    const rule = { all: [{ is: 'profile.field', field: 'incomeBand', anyOf: [INCOME] }] };
    const ways = {
      profile: await marketer.send('GET', `/api/v1/customers/${id}`),
      fields: await marketer.send('GET', `/api/v1/customers/${id}/fields`),
      history: await marketer.send('GET', `/api/v1/customers/${id}/history`),
      timeline: await marketer.send('GET', `/api/v1/customers/${id}/timeline`),
      list: await marketer.send('GET', '/api/v1/customers?fields=incomeBand'),
      reveal: await reveal(marketer, id, ['incomeBand']),
      filter: await marketer.send('POST', '/api/v1/customers/search', { attributes: { incomeBand: INCOME } }),
      sort: await marketer.send('GET', '/api/v1/customers?sort=incomeBand'),
      segment: await marketer.send('POST', '/api/v1/segments/preview', { rule }),
      export: await marketer.send('POST', '/api/v1/exports', {
        kind: 'customers',
        columns: ['name', 'incomeBand'],
        format: 'csv',
      }),
      exportFilter: await marketer.send('POST', '/api/v1/exports', {
        kind: 'customers',
        columns: ['name'],
        filter: { attributes: { incomeBand: INCOME } },
        format: 'csv',
      }),
    };
    const statuses = Object.fromEntries(Object.entries(ways).map(([way, { status }]) => [way, status]));
    expect(statuses).toMatchObject({
      reveal: 403,
      filter: 400,
      sort: 400,
      segment: 400,
      export: 403,
      exportFilter: 400,
    });
    for (const way of [ways.profile, ways.fields, ways.history, ways.timeline, ways.list]) {
      expect(way.status).toBe(200);
      // Options of the field are no secret; values are.
      const text = JSON.stringify(way.body, (key, value: unknown) => (key === 'options' ? undefined : value));
      expect(text).not.toMatch(INCOME_WORDS);
    }
  });

  it('see it once the administrator clears the role for it, and not before', async () => {
    const id = await rich();
    await setting('access.role_clearance', { marketer: 'sensitive' });
    await attest(marketer);
    const seen = await reveal(marketer, id, ['incomeBand']);
    expect([seen.status, seen.body.values?.incomeBand.value]).toEqual([200, INCOME]);
    await setting('access.role_clearance', { marketer: 'open' });
    expect((await reveal(marketer, id, ['incomeBand'])).status).toBe(403);
    await setting('access.role_clearance', {});
  });

  it('are kept from what an agent who is cleared for less may see too', async () => {
    const id = await rich();
    await setting('access.role_clearance', { agent: 'personal' });
    await attest(agent);
    expect((await reveal(agent, id, ['phone'])).status).toBe(200);
    const refused = await reveal(agent, id, ['incomeBand']);
    expect([refused.status, refused.body.code]).toEqual([403, 'permission_missing']);
    const filter = { attributes: { incomeBand: INCOME } };
    expect((await agent.send('POST', '/api/v1/customers/search', filter)).status).toBe(400);
    await setting('access.role_clearance', {});
    expect((await agent.send('POST', '/api/v1/customers/search', filter)).status).toBe(200);
  });
});

describe('[C017] the level of a field', () => {
  it('is changed by the administrator alone, built-in fields too, and holds at once', async () => {
    const id = await customer({ attributes: { occupation: '律师' } });
    const textOf = async (by: Browser): Promise<string> => {
      const { body } = await by.send('GET', `/api/v1/customers/${id}/fields`);
      return body.fields.find((field: { key: string }) => field.key === 'occupation').text;
    };
    expect(await textOf(marketer)).toBe('律师');
    const change = { sensitivity: 'sensitive', reason: '职业属于敏感信息' };
    expect((await manager.send('PUT', '/api/v1/fields/occupation/level', change)).status).toBe(403);
    expect((await admin.send('PUT', '/api/v1/fields/occupation/level', change)).body.sensitivity).toBe('sensitive');
    expect(await textOf(marketer)).toBe('***');
    const { body } = await manager.send('GET', '/api/v1/audit?action=customers.field_level_changed');
    expect(body.items[0]).toMatchObject({
      subjectId: 'occupation',
      reason: '职业属于敏感信息',
      detail: { before: 'open' },
    });
    await admin.send('PUT', '/api/v1/fields/occupation/level', { sensitivity: 'public', reason: '改回' });
    expect(await textOf(marketer)).toBe('律师');
  });

  it('of a custom field is raised by whoever defines fields and lowered by the administrator alone', async () => {
    const field = { key: 'idNumber', type: 'text', label: { 'zh-CN': '身份证号', en: '' }, sensitivity: 'sensitive' };
    expect((await manager.send('POST', '/api/v1/fields', field)).status).toBe(201);
    expect((await manager.send('PATCH', '/api/v1/fields/idNumber', { sensitivity: 'open' })).status).toBe(403);
    const lower = { sensitivity: 'personal', reason: '测试' };
    expect((await admin.send('PUT', '/api/v1/fields/idNumber/level', lower)).status).toBe(200);
    expect((await manager.send('PATCH', '/api/v1/fields/idNumber', { sensitivity: 'sensitive' })).status).toBe(200);
  });
});

describe('an attestation before sensitive values', () => {
  it('is asked of people where the level asks for it, and nowhere else', async () => {
    const { browser } = await person('agent');
    const id = await rich();
    expect((await reveal(browser, id, ['phone'])).status).toBe(200);
    const asked = await reveal(browser, id, ['incomeBand']);
    expect([asked.status, asked.body.code]).toEqual([403, 'attestation_required']);
    await attest(browser);
    expect((await reveal(browser, id, ['incomeBand'])).status).toBe(200);
    kernel.clock.advance(31 * 60_000);
    expect((await reveal(browser, id, ['incomeBand'])).body.code).toBe('attestation_required');
  });
});

describe('[C018] masking by default', () => {
  it('shows 138****1234 in lists; a reveal takes a reason and leaves a row in the trail with it', async () => {
    const id = await customer({ phone: '13800001234' });
    const { body } = await agent.send('GET', `/api/v1/customers/${id}`);
    expect(body.phone).toBe('138****1234');
    const without = await agent.send('POST', `/api/v1/customers/${id}/fields/reveal`, { fields: ['phone'] });
    expect(without.status).toBe(400);
    expect((await reveal(agent, id, ['phone'])).body.values.phone.value).toContain('13800001234');
    const trail = await manager.send('GET', `/api/v1/audit?subjectId=${id}&action=customers.fields_revealed`);
    expect(trail.body.items[0]).toMatchObject({ reason: '核对客户资料', detail: { fields: ['phone'] } });
  });
});

describe('[C022] unusual looking at customers', () => {
  it('raises one alert when an agent opens more than N within an hour without a contact, and tells the managers', async () => {
    await setting('access.looks_per_hour', 3);
    const { id, browser } = await person('agent');
    const ids = [await customer(), await customer(), await customer(), await customer(), await customer()];
    const alerts = async () =>
      (await manager.send('GET', '/api/v1/look-alerts')).body.items.filter(
        (one: { user: { id: string } }) => one.user.id === id,
      );
    for (const one of ids.slice(0, 3)) {
      await browser.send('GET', `/api/v1/customers/${one}`);
      await browser.send('GET', `/api/v1/customers/${one}`);
    }
    expect(await alerts()).toEqual([]);
    await browser.send('GET', `/api/v1/customers/${ids[3]}`);
    await browser.send('GET', `/api/v1/customers/${ids[4]}`);
    const [alert, ...more] = await alerts();
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ kind: 'profile', looked: 4, allowed: 3, state: 'open', can: { answer: true } });
    const notices = (await manager.send('GET', '/api/v1/notices')).body.items;
    expect(JSON.stringify(notices)).toContain(alert.id);
    expect((await browser.send('GET', '/api/v1/look-alerts')).status).toBe(403);
    const answer = { state: 'explained', note: '批量回访，已核实' };
    const done = await manager.send('POST', `/api/v1/look-alerts/${alert.id}/answer`, answer);
    expect(done.body).toMatchObject({ state: 'explained', note: '批量回访，已核实' });
    expect((await manager.send('POST', `/api/v1/look-alerts/${alert.id}/answer`, answer)).status).toBe(409);
    await setting('access.looks_per_hour', 60);
  });

  it('does not count those whom the agent was in contact with, nor what lies more than an hour apart', async () => {
    await setting('access.looks_per_hour', 2);
    const { id, browser } = await person('agent');
    for (let i = 0; i < 4; i += 1) {
      const one = await customer();
      const said = { kind: 'call', direction: 'in', content: '来电咨询' };
      expect((await browser.send('POST', `/api/v1/customers/${one}/interactions`, said)).status).toBeLessThan(300);
      await browser.send('GET', `/api/v1/customers/${one}`);
    }
    for (let i = 0; i < 4; i += 1) {
      await browser.send('GET', `/api/v1/customers/${await customer()}`);
      kernel.clock.advance(45 * 60_000);
    }
    const { body } = await manager.send('GET', '/api/v1/look-alerts');
    expect(body.items.filter((one: { user: { id: string } }) => one.user.id === id)).toEqual([]);
    await setting('access.looks_per_hour', 60);
  });

  it('counts reveals by a limit of their own, and lets nobody answer an alert about themselves', async () => {
    await setting('access.reveals_per_hour', 1);
    const { id, browser } = await person('manager');
    for (const one of [await customer(), await customer()]) {
      await reveal(browser, one, ['phone']);
    }
    const { body } = await browser.send('GET', '/api/v1/look-alerts');
    const alert = body.items.find((one: { user: { id: string } }) => one.user.id === id);
    expect(alert).toMatchObject({ kind: 'reveal', looked: 2, can: { answer: false } });
    const answer = { state: 'explained', note: '是我自己' };
    expect((await browser.send('POST', `/api/v1/look-alerts/${alert.id}/answer`, answer)).status).toBe(403);
    await setting('access.reveals_per_hour', 20);
  });

  it('gives nobody without the permission a copy of many customers at once', async () => {
    const ask = { kind: 'customers', columns: ['name'], format: 'csv' };
    expect((await agent.send('POST', '/api/v1/exports', ask)).status).toBe(403);
  });
});

describe('[C023] the register of incidents', () => {
  it('goes from the report over whose data it was, measures and notices to the end, and keeps all of it', async () => {
    const [one, two] = [await customer({ phone: '13700000001' }), await customer({ phone: '13700000002' })];
    const { body: incident, status } = await manager.send('POST', '/api/v1/incidents', REPORT);
    expect(status).toBe(201);
    expect(incident).toMatchObject({
      authorityDueAt: '2026-03-04T00:00:00.000Z',
      missing: ['measures', 'authority', 'people'],
    });
    const url = `/api/v1/incidents/${incident.id}`;
    const leaked = { type: 'phone', values: ['137 0000 0001', '13700000002', '13700009999'] };
    const listed = await manager.send('POST', `${url}/customers`, leaked);
    expect(listed.body).toMatchObject({ added: 2, unknown: 1, incident: { customers: 2 } });
    const { items } = (await manager.send('GET', `${url}/customers`)).body;
    expect(items.map(({ id }: { id: string }) => id).toSorted()).toEqual([one, two].toSorted());
    expect(JSON.stringify(items)).not.toContain('13700000001');
    const early = await manager.send('POST', `${url}/close`, { text: '处理完毕' });
    expect([early.status, early.body.code]).toEqual([409, 'incident_unfinished']);
    for (const kind of ['measure', 'authority_notified', 'people_notified']) {
      await manager.send('POST', `${url}/entries`, { kind, text: `已做：${kind}` });
    }
    expect((await manager.send('POST', `${url}/close`, { text: '处理完毕' })).body.closedAt).not.toBeNull();
    expect((await manager.send('POST', `${url}/entries`, { kind: 'note', text: '补充' })).status).toBe(409);
    const { entries } = (await manager.send('GET', url)).body;
    expect(entries.map(({ kind }: { kind: string }) => kind)).toEqual([
      'reported',
      'customers_added',
      'measure',
      'authority_notified',
      'people_notified',
      'closed',
    ]);
    const { rows } = await sql<{ text: string }>`select e::text as text from customers.incident_entries e`.execute(
      kernel.postgres.db,
    );
    expect(rows.some(({ text }) => text.includes('13700000001') || text.includes('0000 0001'))).toBe(false);
  });

  it('lists whom somebody looked at, and whom a source brought', async () => {
    const { id, browser } = await person('agent');
    const seen = await customer();
    await browser.send('GET', `/api/v1/customers/${seen}`);
    const { body: incident } = await manager.send('POST', '/api/v1/incidents', {
      ...REPORT,
      risk: 'none',
      kind: 'misuse',
    });
    const period = { seenBy: id, from: '2020-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z' };
    const url = `/api/v1/incidents/${incident.id}`;
    expect((await manager.send('POST', `${url}/customers`, period)).body.added).toBe(1);
    expect((await manager.send('POST', `${url}/customers`, { customerIds: [seen] })).body).toMatchObject({
      added: 0,
      unknown: 0,
    });
    expect((await manager.send('POST', `${url}/customers`, { source: 'nowhere' })).body.added).toBe(0);
  });

  it('says what a correction changed, and lets nobody change what was written', async () => {
    const { body: incident } = await manager.send('POST', '/api/v1/incidents', REPORT);
    await manager.send('PATCH', `/api/v1/incidents/${incident.id}`, { risk: 'low' });
    const { entries } = (await manager.send('GET', `/api/v1/incidents/${incident.id}`)).body;
    expect(entries[1]).toMatchObject({ kind: 'changed', text: 'risk: "high" → "low"' });
    for (const statement of [
      sql`update customers.incident_entries set text = 'x'`,
      sql`delete from customers.incident_entries`,
    ]) {
      await expect(statement.execute(kernel.postgres.db)).rejects.toThrow('append-only');
    }
    expect((await agent.send('GET', '/api/v1/incidents')).status).toBe(403);
  });
});

describe('the list of processors', () => {
  const GIVEN = {
    name: '云通讯有限公司',
    role: 'processor',
    purpose: '发送短信',
    dataCategories: ['手机'],
    legalBasis: '委托处理协议',
    country: 'CN',
  };

  it('says who processes what for which purpose, as a page and as a file, and keeps who ended', async () => {
    const { body: made, status } = await manager.send('POST', '/api/v1/processors', GIVEN);
    expect(status).toBe(201);
    await manager.send('PUT', `/api/v1/processors/${made.id}`, { ...GIVEN, purpose: '=发送通知短信' });
    await manager.send('POST', `/api/v1/processors/${made.id}/end`);
    const { items } = (await manager.send('GET', '/api/v1/processors')).body;
    expect(items[0]).toMatchObject({ purpose: '=发送通知短信', dataCategories: ['手机'] });
    expect(items[0].endedAt).not.toBeNull();
    const file = await test.app.inject({
      method: 'GET',
      url: '/api/v1/processors.csv',
      headers: await test.as('manager'),
    });
    expect(file.body).toContain("云通讯有限公司,processor,'=发送通知短信");
    expect((await agent.send('GET', '/api/v1/processors')).status).toBe(403);
  });

  it('asks by what right data leaves the country', async () => {
    const abroad = await manager.send('POST', '/api/v1/processors', { ...GIVEN, country: 'US' });
    expect(abroad.status).toBe(400);
    expect(JSON.stringify(abroad.body)).toContain('transferBasis');
    expect(
      (await manager.send('POST', '/api/v1/processors', { ...GIVEN, country: 'US', transferBasis: '标准合同' })).status,
    ).toBe(201);
  });
});

describe('[C024] the trail of all that', () => {
  it('is reached by no call that could change or remove a row', () => {
    const writing = listContracts().filter(({ method, path }) => path.startsWith('/api/v1/audit') && method !== 'GET');
    expect(writing.map(({ name }) => name)).toEqual(['access.verify_audit']);
  });

  it('is whole at the end', async () => {
    expect((await test.platform.access.auditChain.verify(systemContext('test'))).broken).toBeNull();
  });
});

// Days go by: what comes behind would have to sign in again.
describe('[C023] the deadline of an incident', () => {
  it('reminds of the report to the authority a day before it is due, unless that is done', async () => {
    const now = kernel.clock.now().getTime();
    const at = (hoursAgo: number) => new Date(now - hoursAgo * 3_600_000).toISOString();
    const due = await manager.send('POST', '/api/v1/incidents', { ...REPORT, discoveredAt: at(0) });
    const told = await manager.send('POST', '/api/v1/incidents', { ...REPORT, discoveredAt: at(0) });
    const notified = { kind: 'authority_notified', text: '已报告' };
    await manager.send('POST', `/api/v1/incidents/${told.body.id}/entries`, notified);
    const notices = async () => JSON.stringify((await manager.send('GET', '/api/v1/notices')).body.items);
    kernel.timers.register(test.platform.timers);
    kernel.clock.advance(47 * 3_600_000);
    await kernel.timers.tick();
    await signInAgain(manager);
    expect(await notices()).not.toContain(due.body.id);
    kernel.clock.advance(2 * 3_600_000);
    await kernel.timers.tick();
    expect(await notices()).toContain(due.body.id);
    expect(await notices()).not.toContain(told.body.id);
  });
});
