import { CUSTOMER_DIMENSIONS, DIMENSION_NOTES, OVERLAPPING } from './customer-dimensions.ts';
import { DIMENSION_LABELS } from './dimensions.ts';
import type { MetricKind } from './kind.ts';

const UNITS: Readonly<Record<MetricKind['unit'], string>> = {
  count: 'a number',
  money: 'money, in minor units of one currency',
  share: 'a share between 0 and 1',
  days: 'days',
};

function section({ name, label, unit, formula, source, by, always = [] }: MetricKind): string {
  const dimensions = by.map((dimension) => `${DIMENSION_LABELS[dimension].en.toLowerCase()} (\`${dimension}\`)`);
  const fixed = always.length === 0 ? '' : `, always by ${always.map((dimension) => `\`${dimension}\``).join(', ')}`;
  return `### \`${name}\` ${label['zh-CN']} · ${label.en}

- **Unit**: ${UNITS[unit]}
- **Formula**: ${formula.en}.
- **公式**：${formula['zh-CN']}。
- **From**: ${source.en}.
- **来源**：${source['zh-CN']}。
- **Split by**: ${dimensions.join(', ')}${fixed}
`;
}

function customerDimensions(): string {
  return CUSTOMER_DIMENSIONS.map((name) => {
    const note = DIMENSION_NOTES[name];
    const said = note === undefined ? '' : `: ${note.en}`;
    return `- \`${name}\` ${DIMENSION_LABELS[name]['zh-CN']} · ${DIMENSION_LABELS[name].en}${said}${OVERLAPPING.has(name) ? ' (rows add up to more than the whole)' : ''}`;
  }).join('\n');
}

/** `docs/metrics.md`: what there is, for people. */
export function metricsPage(kinds: readonly MetricKind[]): string {
  return `# Metrics and reports

Made by \`npm run generate\` from the metrics themselves (\`server/src/8-insight/metrics\`); a test fails when the two differ.

## What counts

- **A purchase** is an order that sold something and is neither a cart nor cancelled; a refund order only gives money back. These are the words of the conditions of rules and of the scores, so that a segment, a score and a metric never disagree (\`#commerce/pure\`).
- **Days** are days of the business's zone; days on which clocks change have 23 or 25 hours, which are counted where they belong.
- **Money** is of one currency: the one asked for, else the one with most orders. The answer names it and the others; amounts of different currencies are never added.
- **As of** a day, only what happened up to its end counts: first purchases, stages and cohorts are what they were then. Merges, cancellations and returns that became known later do count, as they do everywhere.
- **Freshness** stands in every answer. While the analytic store is down the answer is 503 \`analytic_store_unavailable\`; \`GET /api/v1/metrics\` still says how fresh it was.
- **People** behind a cell (\`POST /api/v1/metrics/{name}/people\` with the question and the \`key\` of the row) are exactly those whom it counts, masked as in the list of customers. Orders and visits of unknown people count and have nobody to show.
- **Who may**: \`insight.read\`, for people also \`customers.read\`; not accounts that see only some scopes, because the numbers are about everybody.

\`GET /api/v1/metrics/{name}?asOf=&from=&to=&by=&currency=&channel=&shop=&source=&category=&product=\`: \`by\` names up to three dimensions, the last five narrow it. Without dates: up to today (or the day of the newest order of a shop long quiet), 30 days back, 12 weeks or months where it is split by those. Times in which nothing happened are there, with 0. \`value\` is about all of it together, \`before\` about as many days before.

Files: \`POST /api/v1/exports\` with \`{"kind": "metrics", "format": "csv", "filter": {"metric": "revenue", "by": ["day", "channel"], "from": "…", "to": "…"}}\` (or \`xlsx\`, \`jsonl\`) has the rows of the answer: UTF-8 with a mark that Excel knows, dates that are dates and amounts that are numbers in workbooks, and nothing that a spreadsheet would run.

An answer is kept while the facts are the same; one that took long is given again for twenty times as long as it took, and says as of when.

## Who the customer is

Every metric can also be split by, and narrowed to, what is known of the customer; what is of nobody known stands under an empty key:

${customerDimensions()}

\`segment\` takes \`segments.read\`, \`rfm_group\` and \`abc_class\` take \`scores.read\`. Segments whose rules ask about what the reader may not see are not told.

## Pivots

**Insight → Pivots**, \`POST /api/v1/pivot-answers {"rows": ["province"], "columns": ["city_tier"], "measures": ["revenue", "buyers"], "span": "m12", "where": {"gender": ["female"]}}\`: up to three dimensions in rows, two in columns and five measures that have them all (\`GET /api/v1/pivot-fields\`). Totals of rows, of columns and of all are counted, never added up: a buyer counts once, averages and rates are of the whole. At most 200 rows and 50 columns stand by themselves; the others are one row or column that is counted as such (\`…\`), or, where a customer may be in several, left out and said (\`more\`). Each cell opens its people (\`POST /api/v1/metrics/{measure}/people\` with the keys of its row and column).

A pivot is saved under a name for its owner or for everybody with \`insight.read\` (\`/api/v1/pivots\`); a change names the version that it was made from, and the second of two is refused with 409. As a file: \`{"kind": "pivots", "format": "xlsx", "filter": {"question": {…}}}\`, with the rows of the screen and the totals below them. A schedule (each day, week or month at an hour of the business's zone) puts the file among the exports of the owner, with the rights that the owner has then, and tells them; a time that passed while the platform was down is made up for once.

## The best channel of each segment

\`GET /api/v1/best-channels?from=&to=\`, **Insight → Best channels**: of each segment (and of all customers) the members who bought in each sales channel, their share with its interval (Wilson, 99 %), orders and revenue. A channel is the best one when more members buy in it alone than in any other alone, and chance hardly explains that (McNemar, 99 %). It takes \`segments.read\` too.

## The monthly pack

On the first of each month at six, on the clocks of the business, the pack of the month before is made: sales, customers, loyalty, lifecycle, traffic and returns, each with its figures against the month before and the same month a year earlier, thirteen months of the first one, and its split. Managers write about each part; what they write stays when the pack is made again (\`POST /api/v1/packs {"month": "2026-02-01"}\`), with who wrote it. The page prints, and the browser keeps it as PDF, in the language of the reader. \`GET /api/v1/packs\`, \`GET /api/v1/packs/{id}\`, \`PUT /api/v1/packs/{id}/comments/{section}\`.

## The weekly channel report

Each Monday at six, on the clocks of the business, a timer has the report of the week before made (Monday to Sunday): **traffic** (visits, visitors), **conversion**, **sales** (orders, revenue, average order, for each currency, and the share returned) and **product sales** (the twenty best sellers) of each sales channel, with the week before to compare. It is made of the metrics of the same names. Weeks that passed while the platform was down (up to twelve) are made up for; while the analytic store lacks facts of the week, the job waits. A week has one report: \`POST /api/v1/reports {"week": "2026-02-26"}\` makes it again from what is known now. \`GET /api/v1/reports\`, \`GET /api/v1/reports/{id}\`; as a file: \`{"kind": "reports", "filter": {"reportId": "…", "part": "traffic"}}\`.

## All metrics

${kinds.map(section).join('\n')}`;
}
