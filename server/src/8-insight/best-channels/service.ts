import { type Context, requirePermission } from '#kernel/context.ts';
import { bind, cellsOf, type Ground, settle } from '../counting/service.ts';
import { labelOf } from '../metrics/dimensions.ts';
import type { Cell } from '../metrics/rows.ts';
import { authorise, presentFreshness } from '../metrics/service.ts';
import { chooseChannel } from './choose.ts';
import * as store from './store.ts';

export type BestChannels = ReturnType<typeof createBestChannels>;

interface Question {
  readonly asOf?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly currency?: string | undefined;
}

/** In which channel the members of each segment buy. */
export function createBestChannels(ground: Ground) {
  return {
    list: async (context: Context, question: Question) => {
      authorise(context);
      requirePermission(context, 'segments.read');
      return list(ground, context, question);
    },
  };
}

async function list(ground: Ground, context: Context, question: Question) {
  const freshness = await ground.feed.freshness();
  const asked = { ...question, by: ['segment', 'channel'] as const };
  const ask = (name: string) => settle(ground, context, name, { ...asked, by: [...asked.by] });
  const [buyers, orders, revenue] = [await ask('buyers'), await ask('orders'), await ask('revenue')];
  const { from, to, segments } = buyers;
  const span = { from, to };
  const told = segments.map(({ id }) => id);
  const bound = await bind(ground, buyers, { span, split: ['channel'], narrowed: [] });
  const { olap } = ground.kernel;
  const [sets, members, byOrders, byRevenue] = await Promise.all([
    store.readChannelSets(olap, bound, told),
    store.countMembers(olap, told),
    amounts(ground, orders),
    amounts(ground, revenue),
  ]);
  const names = { ...bound.names, segment: new Map() };
  return {
    asOf: buyers.asOf,
    ...span,
    currency: revenue.currency,
    currencies: [...revenue.currencies],
    items: [null, ...segments].map((segment) => {
      const id = segment?.id ?? '';
      const size = members.get(id) ?? 0;
      const { channels, best } = chooseChannel(size, sets.get(id) ?? []);
      return {
        segment,
        members: size,
        channels: channels.map((one) => ({
          ...one,
          label: labelOf('channel', one.channel, { names, locale: context.locale }),
          orders: byOrders(id, one.channel),
          revenueMinor: byRevenue(id, one.channel),
        })),
        best,
      };
    }),
    freshness: presentFreshness(freshness),
  };
}

/** What a metric says of each segment ('' for everybody known and unknown) in each channel. */
async function amounts(
  ground: Ground,
  settled: Awaited<ReturnType<typeof settle>>,
): Promise<(segment: string, channel: string) => number> {
  const span = { from: settled.from, to: settled.to };
  const [split, all] = await Promise.all([
    cellsOf(ground, settled, { span, by: ['segment', 'channel'], whole: false }),
    cellsOf(ground, settled, { span, by: ['channel'], whole: false }),
  ]);
  const same = (keys: readonly string[]): string => JSON.stringify(keys);
  const known = new Map(split.cells.map((cell: Cell) => [same(cell.keys), cell.value]));
  const everybody = new Map(all.cells.map((cell: Cell) => [same(cell.keys), cell.value]));
  return (segment, channel) =>
    (segment === '' ? everybody.get(same([channel])) : known.get(same([segment, channel]))) ?? 0;
}
