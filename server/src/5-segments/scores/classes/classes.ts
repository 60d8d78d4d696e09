import { DAYS, figure, PERCENT, read } from '../figures.ts';
import { type ScoreKind, text } from '../kind.ts';
import { PEOPLE, peopleParams, peopleWith, worthBetween } from '../people-sql.ts';

export const TOP = figure({
  key: 'score_class_top_percent',
  label: text('分级：最高一级占客户', 'Classes: share of customers in the top one'),
  unit: PERCENT,
  note: text(
    '默认 1：金字塔的塔尖，战略客户、大客户',
    'Default 1: the point of the pyramid, strategic and large customers',
  ),
  min: 0,
  max: 100,
  usual: 1,
});

export const UPPER = figure({
  key: 'score_class_upper_percent',
  label: text('分级：前两级占客户', 'Classes: share of customers in the two upper ones'),
  unit: PERCENT,
  note: text(
    '默认 20：贡献排在前 20% 的客户（二八法则）；重要客户、中客户到此为止',
    'Default 20: the 20 % who bring most (80/20); important and medium customers end here',
  ),
  min: 0,
  max: 100,
  usual: 20,
});

export const NEW_DAYS = figure({
  key: 'score_class_new_days',
  label: text('首次购买多少天内算新客户', 'Days since the first purchase within which a customer is new'),
  unit: DAYS,
  note: text('默认 90：一季', 'Default 90: one season'),
  min: 1,
  max: 3650,
  usual: 90,
  whole: true,
});

export const LOYAL_ORDERS = figure({
  key: 'score_class_loyal_orders',
  label: text('近一年购买多少次算忠诚客户', 'Purchases in a year from which a customer is loyal'),
  unit: null,
  note: text('默认 4：平均每季一次，四季都在', 'Default 4: once a season, every season'),
  min: 2,
  max: 1000,
  usual: 4,
  whole: true,
});

export const GROWTH = figure({
  key: 'score_class_growth_percent',
  label: text('半年消费增长多少算有潜力', 'Growth over half a year from which a customer has potential'),
  unit: PERCENT,
  note: text(
    '默认 50：近 180 天的净消费比之前 180 天多一半以上；之前没有消费的，要买过两次',
    'Default 50: net spend of the last 180 days is half as much again as in the 180 days before; who spent nothing before has to have bought twice',
  ),
  min: 0,
  max: 10_000,
  usual: 50,
});

const RANKED = `(SELECT customer_id, bought, days, net, row_number() OVER (ORDER BY net DESC, customer_id) AS place, count() OVER () AS buyers
  FROM ${PEOPLE} WHERE notEmpty(bought))`;
const INPUTS: ScoreKind['inputs'] = [
  { key: 'net', label: text('净收入', 'Net revenue'), unit: 'money' },
  { key: 'rank', label: text('名次', 'Rank'), unit: 'count' },
];

interface Pyramid {
  readonly name: string;
  readonly label: ReturnType<typeof text>;
  readonly year: boolean;
  readonly bands: ScoreKind['bands'];
}

/** Three steps by rank: the top, those up to the second limit, everybody else. */
function pyramid({ name, label, year, bands }: Pyramid): ScoreKind {
  const [top, upper, rest] = bands.map(({ key }) => key);
  const source = year
    ? `(SELECT customer_id, in_year AS net FROM ${peopleWith([`${worthBetween('365', '0')} AS in_year`])} WHERE notEmpty(bought))`
    : `(SELECT customer_id, net FROM ${PEOPLE} WHERE notEmpty(bought))`;
  return {
    name,
    version: 1,
    label,
    note: year
      ? text(
          '按近 365 天的净收入排名，按客户人数的占比分三级',
          'Ranked by net revenue of the last 365 days, cut by shares of the customers',
        )
      : text(
          '按至今的净收入排名，按客户人数的占比分三级',
          'Ranked by net revenue so far, cut by shares of the customers',
        ),
    unit: 'money',
    inputs: INPUTS,
    bands,
    settings: [TOP, UPPER],
    computing: {
      by: 'sql',
      sql: (asking) => ({
        sql: `SELECT customer_id, net AS value,
            multiIf(net <= 0, '${rest}', place <= ceil({top:Float64} * buyers), '${top}', place <= ceil({upper:Float64} * buyers), '${upper}', '${rest}') AS band,
            [net, toFloat64(place)] AS inputs
          FROM (SELECT customer_id, net, row_number() OVER (ORDER BY net DESC, customer_id) AS place, count() OVER () AS buyers FROM ${source})`,
        params: {
          ...peopleParams(asking),
          top: read(asking.settings, TOP) / 100,
          upper: read(asking.settings, UPPER) / 100,
        },
      }),
    },
  };
}

export const rank = pyramid({
  name: 'rank',
  label: text('战略／重要／一般客户', 'Strategic, important, general'),
  year: false,
  bands: [
    {
      key: 'strategic',
      label: text('战略客户', 'Strategic'),
      note: text('塔尖：管理层亲自维系', 'The point of the pyramid: kept by the management itself'),
    },
    {
      key: 'important',
      label: text('重要客户', 'Important'),
      note: text('专属服务与权益', 'Service and benefits of their own'),
    },
    { key: 'general', label: text('一般客户', 'General'), note: text('标准服务', 'The usual service') },
  ],
});

export const size = pyramid({
  name: 'size',
  label: text('大／中／小客户', 'Large, medium, small'),
  year: true,
  bands: [
    { key: 'large', label: text('大客户', 'Large'), note: text('一年内消费最多', 'Spent most in a year') },
    { key: 'medium', label: text('中客户', 'Medium'), note: text('有望成为大客户', 'May become large') },
    { key: 'small', label: text('小客户', 'Small'), note: text('人数最多', 'Most of the customers') },
  ],
});

/** Loyal, important, potential, new (忠诚、重要、潜力、新). */
export const standing: ScoreKind = {
  name: 'standing',
  version: 1,
  label: text('忠诚／重要／潜力／新客户', 'Loyal, important, potential, new'),
  note: text(
    '依次判断：近一年购买次数够多的是忠诚客户；净收入排在前列的是重要客户；首次购买不久的是新客户；其余是潜力客户',
    'Asked in this order: bought often enough in a year – loyal; among those who bring most – important; bought first not long ago – new; the others have potential',
  ),
  unit: 'money',
  inputs: [
    ...INPUTS,
    { key: 'year', label: text('近一年购买天数', 'Days with a purchase in a year'), unit: 'count' },
    { key: 'tenure', label: text('距首次购买', 'Days since the first purchase'), unit: 'days' },
  ],
  bands: [
    {
      key: 'loyal',
      label: text('忠诚客户', 'Loyal'),
      note: text('感谢，请他们推荐', 'Thank them, ask them to recommend'),
    },
    {
      key: 'important',
      label: text('重要客户', 'Important'),
      note: text('花得多但不够勤：提高频次', 'Spends much, comes seldom: raise the frequency'),
    },
    {
      key: 'potential',
      label: text('潜力客户', 'Potential'),
      note: text('了解需要，促成再买', 'Learn what they need, win the next order'),
    },
    {
      key: 'new',
      label: text('新客户', 'New'),
      note: text('欢迎，陪到第二单', 'Welcome them, see them to the second order'),
    },
  ],
  settings: [UPPER, NEW_DAYS, LOYAL_ORDERS],
  computing: {
    by: 'sql',
    sql: (asking) => ({
      sql: `SELECT customer_id, net AS value,
          multiIf(in_year >= {loyal:Int64}, 'loyal', net > 0 AND place <= ceil({upper:Float64} * buyers), 'important', tenure < {newDays:Int64}, 'new', 'potential') AS band,
          [net, toFloat64(place), toFloat64(in_year), toFloat64(tenure)] AS inputs
        FROM (SELECT customer_id, net, place, buyers, arrayCount(day -> day > {asOf:Date32} - 365, days) AS in_year,
            dateDiff('day', days[-1], {asOf:Date32}) AS tenure FROM ${RANKED})`,
      params: {
        ...peopleParams(asking),
        upper: read(asking.settings, UPPER) / 100,
        newDays: read(asking.settings, NEW_DAYS),
        loyal: read(asking.settings, LOYAL_ORDERS),
      },
    }),
  },
};

/** High value, potential, general (高价值、潜力、一般): habit, power and growth. */
export const policy: ScoreKind = {
  name: 'policy',
  version: 1,
  label: text('高价值／潜力／一般客户', 'High value, potential, general'),
  note: text(
    'A 高价值：净收入排在前列；B 潜力：花得还不多，但近半年比之前半年明显增长；C 一般：其余',
    'A high value: among those who bring most; B potential: spends little yet, but clearly more in the last half year than in the one before; C general: the others',
  ),
  unit: 'ratio',
  inputs: [
    ...INPUTS,
    { key: 'now', label: text('近 180 天净消费', 'Net spend of the last 180 days'), unit: 'money' },
    { key: 'before', label: text('之前 180 天净消费', 'Net spend of the 180 days before'), unit: 'money' },
  ],
  bands: [
    {
      key: 'high',
      label: text('A 高价值', 'A high value'),
      note: text('保持：优先服务与专属权益', 'Keep: served first, benefits of their own'),
    },
    {
      key: 'potential',
      label: text('B 潜力', 'B potential'),
      note: text('加深：正在增长，给理由多买', 'Deepen: growing, give them a reason to buy more'),
    },
    { key: 'general', label: text('C 一般', 'C general'), note: text('标准服务，观察', 'The usual service; watch') },
  ],
  settings: [UPPER, GROWTH],
  computing: {
    by: 'sql',
    sql: (asking) => ({
      sql: `SELECT customer_id, if(before_minor > 0, now_minor / before_minor - 1, if(now_minor > 0 AND purchases > 1, 1, 0)) AS value,
          multiIf(net > 0 AND place <= ceil({upper:Float64} * buyers), 'high', if(before_minor > 0, value >= {growth:Float64}, value = 1), 'potential', 'general') AS band,
          [net, toFloat64(place), now_minor, before_minor] AS inputs
        FROM (SELECT *, row_number() OVER (ORDER BY net DESC, customer_id) AS place, count() OVER () AS buyers
          FROM (SELECT customer_id, net, length(days) AS purchases, now_minor, before_minor
            FROM ${peopleWith([`${worthBetween('180', '0')} AS now_minor`, `${worthBetween('360', '180')} AS before_minor`])}
            WHERE notEmpty(bought)))`,
      params: {
        ...peopleParams(asking),
        upper: read(asking.settings, UPPER) / 100,
        growth: read(asking.settings, GROWTH) / 100,
      },
    }),
  },
};
