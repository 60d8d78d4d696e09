import { minorDigits } from '#kernel/pure/money.ts';
import { figure, PERCENT, read } from '../figures.ts';
import { type ScoreKind, text } from '../kind.ts';
import { peopleParams, peopleWith, worthBetween } from '../people-sql.ts';

const MAIN = figure({
  key: 'score_wallet_main',
  label: text('钱包份额：多少以上算主要在我们这里买', 'Share of wallet: from which share on they buy mainly here'),
  unit: PERCENT,
  note: text('默认 60', 'Default 60'),
  min: 1,
  max: 100,
  usual: 60,
});
const PART = figure({
  key: 'score_wallet_part',
  label: text('钱包份额：多少以上算部分在我们这里买', 'Share of wallet: from which share on they buy partly here'),
  unit: PERCENT,
  note: text('默认 30', 'Default 30'),
  min: 1,
  max: 100,
  usual: 30,
});

/** The field of the profile in which it stands what somebody spends on such goods everywhere. */
const STATED = 'categorySpend';
const DAYS = '365';

/** What of all that somebody spends on such goods a year is spent here (钱包份额); only for those who said how much. */
export const walletShare: ScoreKind = {
  name: 'wallet-share',
  version: 1,
  label: text('钱包份额', 'Share of wallet'),
  note: text(
    '近 365 天的净消费 ÷ 客户自述的同类年花费（资料字段“一年在同类商品上的花费”，问卷或客服填写）；没有填写的客户没有份额。超过自述按 100% 计：自述已过时',
    'Net spend of the last 365 days ÷ the yearly spend on such goods that the customer stated (field “Yearly spend on such goods”, from a survey or by staff); without it there is no share. More than stated counts as 100%: the statement is out of date',
  ),
  unit: 'share',
  inputs: [
    { key: 'own', label: text('近一年在我们这里', 'Spent here in the last year'), unit: 'money' },
    { key: 'stated', label: text('自述同类年花费', 'Stated yearly spend on such goods'), unit: 'money' },
    { key: 'before', label: text('前一年在我们这里', 'Spent here in the year before'), unit: 'money' },
  ],
  bands: [
    {
      key: 'main',
      label: text('主要在我们这里买', 'Mainly here'),
      note: text('保持并请其介绍朋友', 'Keep them, ask for referrals'),
    },
    {
      key: 'part',
      label: text('部分在我们这里买', 'Partly here'),
      note: text('推荐没买过的品类', 'Suggest lines not bought yet'),
    },
    {
      key: 'little',
      label: text('大多在别家买', 'Mostly elsewhere'),
      note: text('问清原因：品类、价格或渠道', 'Find out why: range, price or channel'),
    },
  ],
  settings: [MAIN, PART],
  computing: {
    by: 'sql',
    sql: (asking) => ({
      sql: `SELECT customer_id, least(1, greatest(0, own) / stated) AS value,
          multiIf(value >= {main:Float64}, 'main', value >= {part:Float64}, 'part', 'little') AS band,
          [own, stated, before_own] AS inputs
        FROM ${peopleWith([
          `{unit:Float64} * toFloat64OrZero(attributes['${STATED}'][1]) AS stated`,
          `${worthBetween(DAYS, '0')} AS own`,
          `${worthBetween('730', DAYS)} AS before_own`,
        ])} WHERE stated > 0`,
      params: {
        ...peopleParams(asking),
        unit: 10 ** minorDigits(asking.currency),
        main: read(asking.settings, MAIN) / 100,
        part: read(asking.settings, PART) / 100,
      },
    }),
  },
};
