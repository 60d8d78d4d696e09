import type { Text } from '#kernel/pure/text.ts';
import type { MetricAnswer } from '../metrics/schema.ts';
import type { ReportContent } from './schema.ts';

/** Best sellers of a channel and currency that a report names. */
const BEST_SELLERS = 20;

/** Answers about a week and about the one before, by channel. */
export interface Pair {
  readonly now: MetricAnswer;
  readonly before: MetricAnswer;
}

export interface CurrencyAnswers {
  readonly currency: string;
  readonly revenue: Pair;
  readonly average: Pair;
  /** By channel and product. */
  readonly products: MetricAnswer;
}

export interface ReportAnswers {
  readonly visits: Pair;
  readonly visitors: Pair;
  readonly conversion: Pair;
  readonly returned: Pair;
  readonly currencies: readonly CurrencyAnswers[];
  /** By channel and product. */
  readonly units: MetricAnswer;
}

type Key = 'channel' | 'product';

const keyOf = (row: MetricAnswer['rows'][number], keys: readonly Key[]): string =>
  keys.map((key) => row.key[key] ?? '').join('\n');

function valuesBy(answer: MetricAnswer, keys: readonly Key[] = ['channel']): ReadonlyMap<string, number | null> {
  return new Map(answer.rows.map((row) => [keyOf(row, keys), row.value]));
}

function ofBy(answer: MetricAnswer): ReadonlyMap<string, number> {
  return new Map(answer.rows.map((row) => [row.key.channel ?? '', row.of ?? 0]));
}

function channelsIn(answers: readonly MetricAnswer[]): readonly string[] {
  return [...new Set(answers.flatMap(({ rows }) => rows.map(({ key }) => key.channel ?? '')))];
}

/** The four parts of the weekly channel report out of what metrics answered. */
export function reportContent(answers: ReportAnswers, labels: (channel: string) => Text): ReportContent {
  return {
    traffic: traffic(answers, labels),
    conversion: conversion(answers, labels),
    sales: answers.currencies.flatMap((answer) => sales(answer, { returned: answers.returned, labels })),
    product_sales: answers.currencies.flatMap((answer) => productSales(answer, { units: answers.units, labels })),
  };
}

function traffic({ visits, visitors }: ReportAnswers, labels: (channel: string) => Text): ReportContent['traffic'] {
  const [now, before] = [valuesBy(visits.now), valuesBy(visits.before)];
  const [came, cameBefore] = [valuesBy(visitors.now), valuesBy(visitors.before)];
  return channelsIn([visits.now, visits.before]).map((channel) => ({
    channel,
    label: labels(channel),
    visits: now.get(channel) ?? 0,
    visitsBefore: before.get(channel) ?? 0,
    visitors: came.get(channel) ?? 0,
    visitorsBefore: cameBefore.get(channel) ?? 0,
  }));
}

function conversion(answers: ReportAnswers, labels: (channel: string) => Text): ReportContent['conversion'] {
  const { now, before } = answers.conversion;
  const [shares, sharesBefore, visitors] = [valuesBy(now), valuesBy(before), ofBy(now)];
  return channelsIn([now, before]).map((channel) => {
    const [share = null, of = 0] = [shares.get(channel), visitors.get(channel)];
    return {
      channel,
      label: labels(channel),
      visitors: of,
      buyers: share === null ? 0 : Math.round(share * of),
      conversion: share,
      conversionBefore: sharesBefore.get(channel) ?? null,
    };
  });
}

function sales(
  answer: CurrencyAnswers,
  { returned, labels }: Pick<ReportAnswers, 'returned'> & { readonly labels: (channel: string) => Text },
): ReportContent['sales'] {
  const { currency, revenue, average } = answer;
  const [minor, minorBefore, mean] = [valuesBy(revenue.now), valuesBy(revenue.before), valuesBy(average.now)];
  const [orders, ordersBefore] = [ofBy(average.now), ofBy(average.before)];
  const [back, backBefore] = [valuesBy(returned.now), valuesBy(returned.before)];
  return channelsIn([revenue.now, revenue.before]).map((channel) => ({
    channel,
    label: labels(channel),
    currency,
    orders: orders.get(channel) ?? 0,
    ordersBefore: ordersBefore.get(channel) ?? 0,
    revenueMinor: minor.get(channel) ?? 0,
    revenueBeforeMinor: minorBefore.get(channel) ?? 0,
    averageMinor: mean.get(channel) ?? null,
    returned: back.get(channel) ?? null,
    returnedBefore: backBefore.get(channel) ?? null,
  }));
}

function productSales(
  { currency, products }: CurrencyAnswers,
  { units, labels }: { readonly units: MetricAnswer; readonly labels: (channel: string) => Text },
): ReportContent['product_sales'] {
  const sold = valuesBy(units, ['channel', 'product']);
  const byChannel = Map.groupBy(products.rows, ({ key }) => key.channel ?? '');
  return [...byChannel].flatMap(([channel, rows]) =>
    rows
      .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))
      .slice(0, BEST_SELLERS)
      .map((row) => ({
        channel,
        label: labels(channel),
        currency,
        product: row.key.product ?? '',
        productLabel: row.label.product ?? row.key.product ?? '',
        units: sold.get(keyOf(row, ['channel', 'product'])) ?? 0,
        soldMinor: row.value ?? 0,
      })),
  );
}
