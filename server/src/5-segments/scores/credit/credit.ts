import { CREDIT_PAYMENT_DAYS, CREDIT_WARNING_PERCENT } from '#commerce/pure';
import { DAYS, figure, PERCENT, read } from '../figures.ts';
import { type ScoreKind, text } from '../kind.ts';

/** The figures that are not of this module, but kept where limits are. */
export const CREDIT_SHARED = [CREDIT_WARNING_PERCENT, CREDIT_PAYMENT_DAYS];

export const CREDIT_ORDERS = figure({
  key: 'score_credit_orders',
  label: text('信用：至少有多少订单才判断', 'Credit: orders needed to judge'),
  unit: null,
  note: text('默认 3：一两单取消或退回说明不了什么', 'Default 3: one or two cancelled orders say nothing yet'),
  min: 1,
  max: 1000,
  usual: 3,
  whole: true,
});

export const CREDIT_SPAN = figure({
  key: 'score_credit_span_days',
  label: text('信用：看最近多少天的订单', 'Credit: days of orders looked at'),
  unit: DAYS,
  note: text('默认 365：一年前的事不再算', 'Default 365: what lies a year back counts no more'),
  min: 30,
  max: 3650,
  usual: 365,
  whole: true,
});

export const CREDIT_LATE = figure({
  key: 'score_credit_late_days',
  label: text('信用：逾期多少天算高风险', 'Credit: days overdue that are risky'),
  unit: DAYS,
  note: text(
    '默认 30：逾期即关注，过了付款期限一个月仍未付清算高风险',
    'Default 30: whatever is overdue is watched; a month after it was due it is risky',
  ),
  min: 1,
  max: 3650,
  usual: 30,
  whole: true,
});

export const CREDIT_WATCHED = figure({
  key: 'score_credit_watch_percent',
  label: text('信用：取消与退回占订单多少起关注', 'Credit: share cancelled or sent back that is watched'),
  unit: PERCENT,
  note: text('默认 25：四单里有一单没有成交', 'Default 25: one order of four came to nothing'),
  min: 1,
  max: 100,
  usual: 25,
});

export const CREDIT_RISKY = figure({
  key: 'score_credit_risky_percent',
  label: text('信用：取消与退回占订单多少算高风险', 'Credit: share cancelled or sent back that is risky'),
  unit: PERCENT,
  note: text('默认 50：一半的订单没有成交', 'Default 50: half of the orders came to nothing'),
  min: 1,
  max: 100,
  usual: 50,
});

/** Orders of the span: how many, how many were cancelled, of how many goods came back or were refused. */
const PLACED = `(SELECT customer_id, count() AS placed, countIf(status = 'cancelled') AS cancelled,
    countIf(status != 'cancelled' AND (returned = 1 OR status IN ('returned', 'partly_returned'))) AS sent_back
  FROM commerce_orders FINAL
  WHERE kind = 'sale' AND status != 'cart' AND business_date <= {asOf:Date32}
    AND business_date > {asOf:Date32} - {span:Int32}
  GROUP BY customer_id)`;

const OWN = 'money = {currency:String} AND day <= {asOf:Date32}';
const OPEN = '(minor, money, day)';
const ARRAYS = 'open_minors, open_currencies, open_days';
const LATE = `dateDiff('day', day, {asOf:Date32}) - days`;

const DEBTS = `(SELECT customer_id,
    if(credit_currency = {currency:String}, credit_limit, -1) AS limit_minor,
    if(credit_limit >= 0 AND credit_days >= 0, credit_days, {usualDays:Int32}) AS days,
    arraySum(arrayMap(${OPEN} -> if(${OWN}, minor, 0), ${ARRAYS})) AS open,
    arraySum(arrayMap(${OPEN} -> if(${OWN} AND ${LATE} > 0, minor, 0), ${ARRAYS})) AS overdue,
    arrayMax(arrayPushBack(arrayMap(${OPEN} -> if(${OWN}, ${LATE}, 0), ${ARRAYS}), 0)) AS late
  FROM customers_profiles FINAL)`;

/** How safely a customer is delivered to before they have paid (客户信用). */
export const credit: ScoreKind = {
  name: 'credit',
  version: 1,
  label: text('客户信用', 'Credit'),
  note: text(
    '满分 100，减去三者中最严重的一项：未付款超出预警线的程度、逾期金额占未付款、取消与退回占订单。依次判断：超过额度、逾期太久、多数订单取消或退回的是高风险；接近额度、有逾期、较多取消或退回的要关注；有额度或订单够多的是良好；其余不判断',
    '100 less the gravest of three: how far what is open lies beyond the warning, overdue of what is open, cancelled and sent back of the orders. Asked in this order: over the limit, overdue for long, most orders cancelled or sent back – risky; near the limit, overdue, many cancelled or sent back – watch; with a limit or enough orders – good; nothing is said of the others',
  ),
  unit: 'points',
  inputs: [
    { key: 'limit', label: text('信用额度', 'Credit limit'), unit: 'money' },
    { key: 'open', label: text('未付款', 'Open'), unit: 'money' },
    { key: 'overdue', label: text('其中逾期', 'Of it overdue'), unit: 'money' },
    { key: 'late', label: text('最长逾期', 'Overdue for at most'), unit: 'days' },
    { key: 'placed', label: text('订单', 'Orders'), unit: 'count' },
    { key: 'cancelled', label: text('下单后取消', 'Cancelled after placing'), unit: 'count' },
    { key: 'sent_back', label: text('拒收或退货', 'Refused or sent back'), unit: 'count' },
  ],
  bands: [
    { key: 'good', label: text('良好', 'Good'), note: text('按约定供货', 'Deliver as agreed') },
    {
      key: 'watch',
      label: text('关注', 'Watch'),
      note: text('下单前核对未付款，提醒付款', 'Look at what is open before an order, remind of payment'),
    },
    {
      key: 'risky',
      label: text('高风险', 'Risky'),
      note: text('先收款后发货，负责人审批赊销', 'Paid before it is sent; credit only with the owner’s consent'),
    },
    {
      key: 'none',
      label: text('未评估', 'Not judged'),
      note: text('没有额度，订单还太少', 'No limit, and too few orders yet'),
    },
  ],
  settings: [
    CREDIT_WARNING_PERCENT,
    CREDIT_PAYMENT_DAYS,
    CREDIT_LATE,
    CREDIT_ORDERS,
    CREDIT_SPAN,
    CREDIT_WATCHED,
    CREDIT_RISKY,
  ],
  computing: {
    by: 'sql',
    sql: ({ asOf, currency, settings }) => ({
      sql: `SELECT customer_id,
          100 * (1 - least(1, greatest(beyond, if(open > 0, overdue / open, 0), bad))) AS value,
          multiIf(
            limit_minor >= 0 AND open > limit_minor, 'risky',
            late > {late:Int32}, 'risky',
            bad >= {risky:Float64}, 'risky',
            limit_minor >= 0 AND open > 0 AND open >= {warning:Float64} * limit_minor, 'watch',
            overdue > 0, 'watch',
            bad >= {watched:Float64}, 'watch',
            limit_minor >= 0 OR placed >= {orders:UInt32}, 'good',
            'none') AS band,
          [if(limit_minor < 0, nan, toFloat64(limit_minor)), toFloat64(open), toFloat64(overdue), toFloat64(late),
            toFloat64(placed), toFloat64(cancelled), toFloat64(sent_back)] AS inputs
        FROM (
          SELECT d.customer_id AS customer_id, d.limit_minor AS limit_minor, d.open AS open, d.overdue AS overdue,
            d.late AS late, o.placed AS placed, o.cancelled AS cancelled, o.sent_back AS sent_back,
            if(placed >= {orders:UInt32}, (cancelled + sent_back) / placed, 0) AS bad,
            multiIf(limit_minor < 0, 0, open > limit_minor, 1,
              open <= {warning:Float64} * limit_minor OR {warning:Float64} >= 1, 0,
              (open / limit_minor - {warning:Float64}) / (1 - {warning:Float64})) AS beyond
          FROM ${DEBTS} AS d LEFT JOIN ${PLACED} AS o ON o.customer_id = d.customer_id
          WHERE placed > 0 OR open > 0 OR limit_minor >= 0)`,
      params: {
        asOf,
        currency,
        span: read(settings, CREDIT_SPAN),
        usualDays: read(settings, CREDIT_PAYMENT_DAYS),
        warning: read(settings, CREDIT_WARNING_PERCENT) / 100,
        late: read(settings, CREDIT_LATE),
        orders: read(settings, CREDIT_ORDERS),
        watched: read(settings, CREDIT_WATCHED) / 100,
        risky: read(settings, CREDIT_RISKY) / 100,
      },
    }),
  },
};
