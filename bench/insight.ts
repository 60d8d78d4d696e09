import { parseArgs } from 'node:util';
import { systemContext } from '../server/src/0-kernel/context.ts';
import { createHttpServer } from '../server/src/0-kernel/http/server.ts';
import { addDays } from '../server/src/0-kernel/pure/dates.ts';
import { type Base, sizeOf, withBase } from './generate/open-base.ts';
import { BASE_UNTIL } from './generate/segment-base.ts';
import { createHttpCaller, type HttpCaller } from './load/http.ts';

const LIMIT_MS = 2000;
const YEAR_AGO = addDays(BASE_UNTIL, -364);

interface Question {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
}

const get = (name: string, path: string, query: Readonly<Record<string, string>>): Question => ({
  name,
  method: 'GET',
  path: `/api/v1/${path}?${new URLSearchParams({ asOf: BASE_UNTIL, ...query }).toString()}`,
});
const pivot = (name: string, body: object): Question => ({
  name,
  method: 'POST',
  path: '/api/v1/pivot-answers',
  body: { span: 'm12', asOf: BASE_UNTIL, ...body },
});

/** What the pages of Insight ask that are no single metric (`bench -- metrics` has those). */
const QUESTIONS: readonly Question[] = [
  get('funnel by shop, 30 days', 'funnel', {}),
  get('funnel by channel, a year', 'funnel', { by: 'channel', from: YEAR_AGO, to: BASE_UNTIL }),
  get('forecast, sales by week', 'forecast', {}),
  get('forecast, orders by day', 'forecast', { measure: 'orders', grain: 'day' }),
  get('rising categories, 30 days', 'trends', {}),
  get('rising categories, a year', 'trends', { from: YEAR_AGO, to: BASE_UNTIL }),
  get('best channels, a year', 'best-channels', { from: YEAR_AGO, to: BASE_UNTIL }),
  pivot('pivot month × channel, revenue and orders', {
    rows: ['month'],
    columns: ['channel'],
    measures: ['revenue', 'orders'],
  }),
  pivot('pivot province × gender × age, buyers', {
    rows: ['province', 'gender'],
    columns: ['age'],
    measures: ['buyers'],
  }),
  pivot('pivot RFM group × channel, five measures', {
    rows: ['rfm_group'],
    columns: ['channel'],
    measures: ['revenue', 'orders', 'buyers', 'average_order', 'repeat_buyers'],
  }),
];

/**
 * `npm run bench -- insight [--customers N] [--data FOLDER]`: what the pages of Insight ask, through HTTP, over N
 * customers with ten orders and ten events for each: the first time, when all is counted, and once more, when the
 * answer may have been kept.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { customers: { type: 'string', default: '1000000' }, data: { type: 'string' } },
  });
  await withBase({ size: sizeOf(Number(values.customers)), data: values.data }, measure);
}

async function measure({ kernel, platform }: Base): Promise<void> {
  const { key } = await platform.access.createApiKey(systemContext('bench'), { name: 'bench', role: 'manager' });
  const app = await createHttpServer({
    kernel,
    routes: platform.routes,
    authenticate: platform.access.authenticate,
    rateLimits: false,
  });
  const call = createHttpCaller(await app.listen({ host: '127.0.0.1', port: 0 }), { key, sockets: 1 });
  try {
    const timed: { readonly name: string; readonly first: number; readonly again: number }[] = [];
    for (const question of QUESTIONS) {
      timed.push({ name: question.name, first: await time(call, question), again: await time(call, question) });
    }
    console.table(timed.map(({ name, first, again }) => ({ question: name, 'first, ms': first, 'again, ms': again })));
    const slow = timed.filter(({ first }) => first > LIMIT_MS).map(({ name }) => name);
    console.log(
      slow.length === 0
        ? `${timed.length} questions, each within ${LIMIT_MS} ms`
        : `${slow.length} of ${timed.length} questions take more than ${LIMIT_MS} ms: ${slow.join('; ')}`,
    );
  } finally {
    call.close();
    await app.close();
  }
}

async function time(call: HttpCaller, { method, path, body }: Question): Promise<number> {
  const startedMs = performance.now();
  await call(method, path, body === undefined ? undefined : JSON.stringify(body));
  return Math.round(performance.now() - startedMs);
}
