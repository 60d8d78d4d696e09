import { describe, expect, it } from 'vitest';
import { useKernel } from '#test/harness.ts';
import { asActor } from '#test/http.ts';
import { ANNA, anna, BELLA, bella, useInsightDesk, type Who } from '#test/insight-desk.ts';
import { oracleCells } from '#test/metric-oracle.ts';
import { traitsOn } from '#test/pivot-oracle.ts';

// Monday 2 March 2026, ten in the morning in Shanghai.
const kernel = useKernel();
const desk = useInsightDesk(kernel, 60);
const { test, ask } = desk;

const YEAR = { asOf: '2026-03-01', from: '2025-01-01', to: '2025-12-31' } as const;

describe('the monthly pack', () => {
  const figure = (pack: Pack, section: string, metric: string) =>
    pack.parts.find((part) => part.section === section)?.figures.find((one) => one.metric === metric);

  interface Pack {
    readonly id: string;
    readonly month: string;
    readonly madeBy: string | null;
    readonly parts: readonly {
      readonly section: string;
      readonly figures: readonly {
        metric: string;
        value: number | null;
        before: number | null;
        yearAgo: number | null;
      }[];
      readonly months: readonly { month: string; value: number | null }[];
      readonly split: {
        readonly rows: readonly {
          key: string;
          value: number | null;
          before: number | null;
          yearAgo: number | null;
        }[];
      };
    }[];
    readonly comments: readonly { section: string; revision: number; text: string; author: string }[];
  }

  it('[C207a] is made on the first of the month, with the month before and the year before beside each figure', async () => {
    const { platform } = test;
    const jobs = platform.jobs.filter(({ name }) => name === 'insight.make_pack');
    kernel.timers.register(platform.timers.filter(({ name }) => name === 'insight.monthly_pack'));
    kernel.clock.set(new Date('2026-03-31T12:00:00Z'));
    await kernel.timers.tick();
    await kernel.jobs.drain(jobs);
    const before = await ask(anna, 'GET', '/packs');
    expect(before.body.items).toEqual([]);
    // Six in the morning of 1 April in Shanghai.
    kernel.clock.set(new Date('2026-03-31T22:00:00Z'));
    await kernel.timers.tick();
    await kernel.jobs.drain(jobs);
    const { body } = await ask(anna, 'GET', '/packs');
    expect(body.items).toMatchObject([{ month: '2026-03-01', from: '2026-03-01', to: '2026-03-31', madeBy: null }]);
  });

  it('[C207a] says what the metrics say, made again under the same id', async () => {
    const made = await ask(anna, 'POST', '/packs', { month: '2025-06-15' });
    expect(made.status, JSON.stringify(made.body)).toBe(200);
    const pack = made.body as Pack;
    const oracle = (name: string, span: { from: string; to: string }, by: readonly string[] = []) =>
      oracleCells(name, desk.ground.facts, { ...desk.ground, ...span, asOf: span.to, by });
    const [june, may, earlier] = [
      { from: '2025-06-01', to: '2025-06-30' },
      { from: '2025-05-01', to: '2025-05-31' },
      { from: '2024-06-01', to: '2024-06-30' },
    ];
    for (const [section, metric] of [
      ['sales', 'revenue'],
      ['customers', 'buyers'],
      ['loyalty', 'repeat_share'],
      ['service', 'returned_share'],
    ] as const) {
      expect(figure(pack, section, metric), metric).toMatchObject({
        value: oracle(metric, june).get('[]')?.value,
        before: oracle(metric, may).get('[]')?.value,
        yearAgo: oracle(metric, earlier).get('[]')?.value,
      });
    }
    const sales = pack.parts.find(({ section }) => section === 'sales');
    expect(sales?.months).toHaveLength(13);
    expect(sales?.months.at(-1)).toEqual({ month: '2025-06-01', value: oracle('revenue', june).get('[]')?.value });
    const byChannel = oracle('revenue', june, ['channel']);
    const [inMay, inEarlier] = [oracle('revenue', may, ['channel']), oracle('revenue', earlier, ['channel'])];
    for (const { key, value, before, yearAgo } of sales?.split.rows ?? []) {
      const at = JSON.stringify([key]);
      expect(value).toBe(byChannel.get(at)?.value);
      expect([before, yearAgo]).toEqual([inMay.get(at)?.value ?? null, inEarlier.get(at)?.value ?? null]);
    }
    expect(sales?.split.rows.some(({ before, yearAgo }) => before !== null || yearAgo !== null)).toBe(true);
    expect((await ask(anna, 'POST', '/packs', { month: '2025-06-01' })).body).toMatchObject({
      id: pack.id,
      madeBy: ANNA,
    });
    const open = await ask(anna, 'POST', '/packs', { month: '2026-04-01' });
    expect([open.status, open.body.errors[0].field]).toEqual([400, 'month']);
  });

  it('[C207a] keeps what managers write about its parts, with who wrote it; of two writers the second is told', async () => {
    const { id } = (await ask(anna, 'POST', '/packs', { month: '2025-06-01' })).body;
    const write = (who: Who, section: string, text: string, baseRevision: number) =>
      ask(who, 'PUT', `/packs/${id}/comments/${section}`, { text, baseRevision });
    expect((await write(anna, 'sales', '促销带来的', 0)).body).toMatchObject({ revision: 1, author: ANNA });
    expect((await write(bella, 'sales', '不是促销', 0)).body).toMatchObject({ code: 'comment_changed' });
    expect((await write(bella, 'sales', '促销与新品', 1)).status).toBe(200);
    expect((await write(anna, 'service', '尺码不合', 0)).status).toBe(200);
    await ask(anna, 'POST', '/packs', { month: '2025-06-01' });
    const { comments } = (await ask(bella, 'GET', `/packs/${id}`)).body as Pack;
    expect(comments).toMatchObject([
      { section: 'sales', revision: 2, text: '促销与新品', author: BELLA },
      { section: 'service', revision: 1, text: '尺码不合', author: ANNA },
    ]);
    expect((await write(anna, 'gossip', 'x', 0)).status).toBe(400);
    const limited = asActor(BELLA, ['customers.read']);
    expect((await ask(limited, 'GET', `/packs/${id}`)).status).toBe(403);
  });
});

describe('the best channel of each segment', () => {
  it('[C214a] counts whose members bought where, beside all customers', async () => {
    const { status, body } = await ask(
      anna,
      'GET',
      `/best-channels?asOf=${YEAR.asOf}&from=${YEAR.from}&to=${YEAR.to}&currency=CNY`,
    );
    expect(status, JSON.stringify(body)).toBe(200);
    const traits = traitsOn(desk.ground, YEAR);
    const by = ['segment', 'channel'];
    const [buyers, orders, revenue] = ['buyers', 'orders', 'revenue'].map((name) =>
      oracleCells(name, desk.ground.facts, { ...desk.ground, ...YEAR, traits, by }),
    );
    const told: [string, number, number, number][] = [];
    // Who bought where, to hold one channel against another: only those of one of them alone tell them apart.
    const buyersIn = oracleCells('buyers', desk.ground.facts, { ...desk.ground, ...YEAR, by: ['channel'] });
    const bestOf = ({ segment, channels }: Choice): string | null => {
      const people = channels.map(({ channel }) => {
        const key = segment === null ? [channel] : [segment.id, channel];
        return (segment === null ? buyersIn : buyers)?.get(JSON.stringify(key))?.people ?? new Set<string>();
      });
      const [first = new Set<string>(), ...others] = people;
      const isBest = others.every((other) => {
        const onlyIn = (one: ReadonlySet<string>, two: ReadonlySet<string>): number =>
          [...one].filter((person) => !two.has(person)).length;
        const [more, less] = [onlyIn(first, other), onlyIn(other, first)];
        return more > less && (more - less - 1) ** 2 > 2.575_829 ** 2 * (more + less);
      });
      return others.length > 0 && isBest ? (channels[0]?.channel ?? null) : null;
    };
    for (const item of body.items as Choice[]) {
      expect(item.best, item.segment?.name).toBe(bestOf(item));
      expect(item.channels.map(({ buyers: people }) => people)).toEqual(
        item.channels.map(({ buyers: people }) => people).toSorted((a, b) => b - a),
      );
      expect(item.channels.filter(({ channel, label }) => channel === '' || label === channel)).toEqual([]);
    }
    for (const { segment, members, channels } of body.items as Choice[]) {
      const isIn = ({ segments }: { readonly segments: readonly string[] }) =>
        segment === null || segments.includes(segment.id);
      expect(members).toBe(desk.ground.profiles.filter(isIn).length);
      for (const { channel, buyers: people, share, low, high, ...amounts } of channels) {
        expect([low <= share, share <= high]).toEqual([true, true]);
        expect(share * members).toBeCloseTo(people, 6);
        told.push([JSON.stringify([segment?.id ?? '', channel]), people, amounts.orders, amounts.revenueMinor]);
      }
    }
    const ofSegments = told.filter(([key]) => !key.startsWith('[""'));
    expect(ofSegments.length).toBeGreaterThan(3);
    expect(ofSegments).toEqual(
      ofSegments.map(([key]) => [key, ...[buyers, orders, revenue].map((cells) => cells?.get(key)?.value)]),
    );
    const reader = asActor(BELLA, ['insight.read']);
    expect((await ask(reader, 'GET', '/best-channels')).status).toBe(403);
  });
});

interface Choice {
  readonly segment: { readonly id: string; readonly name: string } | null;
  readonly members: number;
  readonly best: string | null;
  readonly channels: readonly {
    readonly channel: string;
    readonly label: string;
    readonly buyers: number;
    readonly share: number;
    readonly low: number;
    readonly high: number;
    readonly orders: number;
    readonly revenueMinor: number;
  }[];
}
