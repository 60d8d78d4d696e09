import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { useKernel } from '#test/harness.ts';
import { useWorkDesk } from '#test/work-desk.ts';
import { knownUntil } from './known-until.ts';

const kernel = useKernel({ analytic: false });
const desk = useWorkDesk(kernel);
let chief = '';
let agent = '';

beforeAll(async () => {
  [chief, agent] = await Promise.all([desk.hire('主管', 'manager'), desk.hire('客服', 'agent')]);
});

const get = (who: string, url: string) => desk.call(who, 'GET', `/api/v1/work${url}`);
const put = (who: string, url: string, body: object) => desk.call(who, 'PUT', `/api/v1/work${url}`, body);
const newYear = { 'zh-CN': '元旦', en: 'New Year' };

describe('public days', () => {
  it('stand in the table as they were published, from 2020 on', async () => {
    const { rows } = await sql<{ date: string; kind: string }>`
      select date::text as date, kind from work.public_days order by date`.execute(kernel.postgres.db);
    const days = (given: object, kind: string) =>
      Object.keys(given)
        .filter((date) => date >= '2020')
        .map((date) => ({ date, kind }));
    const wanted = [...days(published.holidays, 'holiday'), ...days(published.workdays, 'workday')];
    expect(rows).toEqual(wanted.toSorted((a, b) => (a.date < b.date ? -1 : 1)));
  });

  it('say until when they are known, and move on when somebody enters another year', async () => {
    expect((await get(agent, '/calendars')).body).toMatchObject({ knownUntil: '2026-12-31', can: { change: false } });
    expect((await get(agent, '/public-days/2027')).body).toEqual({ year: 2027, source: null, days: [] });
    const days = [{ date: '2027-01-01', kind: 'holiday', name: newYear }];
    expect((await put(agent, '/public-days/2027', { days })).status).toBe(403);
    const wrong = await put(chief, '/public-days/2027', { days: [...days, { ...days[0], date: '2026-01-01' }] });
    expect(wrong.body.errors.map(({ field }: { field: string }) => field)).toEqual(['days[1].date']);
    expect((await put(chief, '/public-days/2027', { days })).body).toEqual({ year: 2027, source: 'own', days });
    expect((await get(chief, '/calendars')).body.knownUntil).toBe('2027-12-31');
  });

  it('are taken over from a newer version of the platform, but never over what somebody entered', async () => {
    await sql`delete from work.public_days where date >= '2026-01-01' and date < '2027-01-01'`.execute(
      kernel.postgres.db,
    );
    await sql`delete from work.public_years where year = 2026`.execute(kernel.postgres.db);
    expect((await get(chief, '/calendars')).body.knownUntil).toBeNull();
    kernel.clock.advance(25 * 3_600_000);
    await kernel.timers.tick();
    kernel.clock.advance(25 * 3_600_000);
    await kernel.timers.tick();
    expect((await get(chief, '/public-days/2026')).body).toMatchObject({ source: 'published' });
    expect((await get(chief, '/public-days/2027')).body).toMatchObject({
      source: 'own',
      days: [{ date: '2027-01-01' }],
    });
  });

  it('are known to the end of the last year without a gap', () => {
    expect(knownUntil([2025, 2026, 2028], '2026-03-01')).toBe('2026-12-31');
    expect(knownUntil([2025], '2026-03-01')).toBeNull();
  });
});

describe('a calendar', () => {
  it('is changed by whoever may, refuses what is no week, and moves deadlines of later tasks', async () => {
    const { body } = await get(chief, '/calendars');
    const [usual] = body.items;
    expect(usual).toMatchObject({ name: '客服台', isDefault: true, observesPublicDays: true });
    const patch = (change: object) => desk.call(chief, 'PATCH', `/api/v1/work/calendars/${usual.id}`, change);
    const closed = await patch({ week: [[], [], [], [], [], [], []] });
    expect(closed.body.errors[0]).toMatchObject({ field: 'week', code: 'week_closed' });
    const upside = await patch({ week: [[[600, 540]], [], [], [], [], [], []] });
    expect(upside.body.errors[0]).toMatchObject({ field: 'week[0][0]', code: 'hours_disordered' });
    expect((await patch({ zone: 'Mars/Olympus' })).body.errors[0].field).toBe('zone');
    const monday = await put(chief, `/calendars/${usual.id}/days/2026-03-09`, { hours: [], name: '盘点' });
    expect(monday.body.days).toEqual([{ date: '2026-03-09', hours: [], name: '盘点' }]);
    const back = await put(chief, `/calendars/${usual.id}/days/2026-03-09`, { hours: null });
    expect(back.body.days).toEqual([]);
  });

  it('of one name there is one', async () => {
    const body = { name: '门店', zone: 'Asia/Shanghai', week: [[[540, 1080]], [], [], [], [], [], []] };
    expect((await desk.call(chief, 'POST', '/api/v1/work/calendars', body)).body.code).toBe('calendar_name_taken');
    expect((await desk.call(chief, 'POST', '/api/v1/work/calendars', { ...body, name: '夜班' })).status).toBe(201);
  });
});
