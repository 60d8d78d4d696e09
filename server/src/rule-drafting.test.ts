import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useKernel } from '#test/harness.ts';
import { asActor } from '#test/http.ts';
import { MANAGER, MARKETER, useRuleBench } from '#test/rule-bench.ts';

const kernel = useKernel({ analytic: true });
const bench = useRuleBench(kernel);

interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  // oxlint-disable-next-line typescript/no-explicit-any -- what was sent, looked at by the test
  readonly body: any;
}

/** Answers as the chat completions of an OpenAI-compatible API are documented to. */
const outside = { asked: [] as Asked[], reply: { status: 200, body: {} as unknown, silent: false } };
let server: http.Server;
let address = '';

beforeAll(async () => {
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      outside.asked.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
      if (!outside.reply.silent) {
        response.writeHead(outside.reply.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(outside.reply.body));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  outside.asked.length = 0;
});

async function set(key: string, value: unknown): Promise<void> {
  const { status, text } = await bench.call('PUT', `/settings/${key}`, { value }, MANAGER);
  expect(status, text).toBe(200);
}

const draft = (sentence: string, locale = 'zh-CN', as = MANAGER) =>
  bench.call('POST', '/rules/draft', { sentence, locale }, as);

const said = (message: object, finish = 'stop') => ({
  status: 200,
  silent: false,
  body: { id: 'c1', object: 'chat.completion', choices: [{ index: 0, message, finish_reason: finish }] },
});
const written = (rule: string, unread: readonly string[] = []) =>
  said({ role: 'assistant', content: JSON.stringify({ rule, unread }) });

const SENTENCE = '住在二线城市、18 到 35 岁、买过两次、爱原价、沉默比平常久的女客户';

describe('[C249a] a rule from a sentence', () => {
  it('is not drafted by anybody until a model is chosen', async () => {
    const { status, json } = await draft(SENTENCE);
    expect([status, json.code]).toEqual([409, 'model_off']);
    expect((await draft(SENTENCE, 'zh-CN', {})).status).toBe(401);
    const reader = asActor('018f0000-0000-7000-8000-0000000000ac', ['segments.read', 'customers.read']);
    expect((await draft(SENTENCE, 'zh-CN', reader)).status).toBe(403);
  });

  it('is drafted here by usual ways of saying things, in both languages, and tells what it did not read', async () => {
    await set('segments.draft_model', 'local');
    const { status, json, text } = await draft(SENTENCE);
    expect(status, text).toBe(200);
    expect(json).toMatchObject({ model: 'local', unread: [] });
    const wanted = [
      { is: 'orders.quiet_longer', times: { min: 1.5 } },
      { is: 'profile.age', years: { min: 18, max: 35 } },
      { is: 'profile.city_tier', tiers: ['second'] },
      { is: 'orders.count', count: { min: 2 } },
      { is: 'orders.full_price_share', percent: { min: 80 } },
      { is: 'profile.field', field: 'gender', anyOf: ['female'] },
    ];
    expect(json.rule).toEqual({ v: 1, all: wanted });
    expect(json.sentence.en).toContain('is 18 to 35 years old');
    const english =
      'women 18 to 35 in second-tier cities who bought twice, love full price, and have gone quiet for longer than is usual for them';
    const other = await draft(english, 'en');
    expect(other.json.rule.all).toHaveLength(6);
    expect(new Set(other.json.rule.all.map(({ is }: { is: string }) => is))).toEqual(
      new Set(wanted.map(({ is }) => is)),
    );
    expect(other.json.unread).toEqual([]);
    const more = await draft('近90天没买、消费满500元的男客户，养了两只猫');
    expect(more.json.rule.all).toEqual([
      { is: 'orders.days_since', days: { min: 90 } },
      { is: 'orders.sum', amount: { min: 50_000 } },
      { is: 'profile.field', field: 'gender', anyOf: ['male'] },
    ]);
    expect(more.json.unread).toEqual(['养了两只猫']);
    expect((await draft('喜欢猫的人')).json.errors[0].code).toBe('sentence_unclear');
    const { json: saved } = await bench.call('GET', '/segments', undefined, MANAGER);
    expect(saved.items).toEqual([]);
    expect(outside.asked).toEqual([]);
  });

  it('is drafted by a model outside once settings name one: only the sentence and patterns are sent', async () => {
    await bench.person('张三丰', { phone: '13812345678', attributes: { occupation: '深海潜水员' } });
    await bench.call('POST', '/tags', { name: '金卡' }, MANAGER);
    await set('segments.draft_model', 'chat');
    expect((await draft(SENTENCE)).json.code).toBe('model_off');
    await set('segments.draft_model_address', address);
    await set('segments.draft_model_name', 'little-1');
    const refused = await draft(SENTENCE);
    // An internal host is asked only when somebody allowed it.
    expect([refused.status, refused.json.code]).toEqual([422, 'address_refused']);
    await set('outgoing.allowed_internal_hosts', [new URL(address).host]);
    outside.reply = written('全部满足（购买至少2次；年龄18到35岁）', ['住得近']);
    const { status, json, text } = await draft(SENTENCE);
    expect(status, text).toBe(200);
    expect(json).toMatchObject({
      model: 'chat',
      unread: ['住得近'],
      rule: {
        all: [
          { is: 'orders.count', count: { min: 2 } },
          { is: 'profile.age', years: { min: 18, max: 35 } },
        ],
      },
    });
    const [sent] = outside.asked;
    expect(sent).toMatchObject({ path: '/v1/chat/completions', authorization: undefined });
    expect(sent?.body).toMatchObject({
      model: 'little-1',
      temperature: 0,
      messages: [{ role: 'system' }, { role: 'user', content: SENTENCE }],
    });
    const all = JSON.stringify(sent);
    expect(all).toContain('距上次购买{days}天');
    expect(['张三丰', '13812345678', '金卡', '深海潜水员'].filter((word) => all.includes(word))).toEqual([]);
  });

  it('is never sent out with a phone, an e-mail or an identity number in it', async () => {
    for (const personal of ['13812345678 的客户', 'li@example.com 这样的人', '身份证 110101199003078515']) {
      const { status, json } = await draft(personal);
      expect([status, json.errors?.[0]?.code]).toEqual([400, 'sentence_personal']);
    }
    expect(outside.asked).toEqual([]);
  });

  it('is believed as little as what anybody sends', async () => {
    outside.reply = written('全部满足（有标签“没有这个标签”）');
    expect((await draft(SENTENCE)).json.errors[0]).toMatchObject({ code: 'choice_unknown' });
    outside.reply = written('全部满足（年龄18到35岁；喜欢猫）');
    expect((await draft(SENTENCE)).json.errors[0]).toMatchObject({ code: 'rule_text_unclear' });
    // Who may not see a value may not have a model ask for it.
    outside.reply = written('全部满足（资料“备用电话”包含“138”）');
    expect((await draft(SENTENCE, 'zh-CN', MARKETER)).json.errors[0]).toMatchObject({ code: 'field_masked' });
    outside.reply = written('');
    expect((await draft(SENTENCE)).json.errors[0]).toMatchObject({ code: 'sentence_unclear' });
  });

  it('says why when the model refuses, fails, babbles or keeps silent', async () => {
    outside.reply = said({ role: 'assistant', content: null, refusal: 'no' });
    expect((await draft(SENTENCE)).json.code).toBe('model_refused');
    outside.reply = said({ role: 'assistant', content: null }, 'content_filter');
    expect((await draft(SENTENCE)).json.code).toBe('model_refused');
    outside.reply = { status: 401, silent: false, body: { error: { message: 'bad key' } } };
    expect(await draft(SENTENCE)).toMatchObject({ status: 502, json: { code: 'model_unavailable' } });
    outside.reply = said({ role: 'assistant', content: 'Sure! Here is your rule' });
    expect((await draft(SENTENCE)).json.code).toBe('model_unavailable');
    outside.reply = { status: 200, silent: false, body: { hello: 1 } };
    expect((await draft(SENTENCE)).json.code).toBe('model_unavailable');
    await set('segments.draft_model_seconds', 1);
    outside.reply = { status: 200, silent: true, body: {} };
    expect(await draft(SENTENCE)).toMatchObject({ status: 504, json: { code: 'host_timeout' } });
  });
});
