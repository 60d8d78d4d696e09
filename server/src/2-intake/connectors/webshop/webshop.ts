import { z } from 'zod';
import type { ConnectorKind, PullCursor, PulledPage, PullReply } from '../kind.ts';
import { type Rule, rowOf, ruleFor, ruleSchema, valueAt } from './mapping.ts';
import { PRESETS, type Preset } from './presets.ts';

const header = z
  .string()
  .regex(/^[\w-]{1,100}$/)
  .transform((name) => name.toLowerCase());

export const webshopSettings = z.object({
  /** Which shop system it is; custom brings its own rules. */
  preset: z.enum(['woocommerce', 'shopify', 'custom']).default('custom'),
  /** Instead of the preset's: `standard` or the header of an HMAC-SHA256 of the body. */
  signature: z
    .union([
      z.object({ style: z.literal('standard') }),
      z.object({ style: z.literal('body-hmac'), header, idHeader: header.nullable().default(null) }),
    ])
    .optional(),
  topicHeader: header.nullable().optional(),
  /** Instead of the preset's. */
  rules: z.array(ruleSchema).max(20).optional(),
  /** Null: messages only. */
  pull: z
    .object({
      url: z.url({ protocol: /^https?$/ }).max(1000),
      everyMinutes: z.number().int().min(1).max(1440).default(15),
      /** Which rule reads the items. */
      topic: z.string().max(100).optional(),
      /** Where in the answer the items stand. */
      items: z.string().max(200).optional(),
      pageSize: z.number().int().min(1).max(500).default(100),
      auth: z
        .object({
          header: header.default('authorization'),
          scheme: z.enum(['bearer', 'basic', 'plain']).default('bearer'),
        })
        .default({ header: 'authorization', scheme: 'bearer' }),
    })
    .nullable()
    .default(null),
});
export type WebshopSettings = z.output<typeof webshopSettings>;
type PullSettings = NonNullable<WebshopSettings['pull']>;

/** A shop that signs what it sends, and can be asked for what changed. */
export const webshop: ConnectorKind<WebshopSettings> = {
  name: 'webshop',
  label: { 'zh-CN': '网店', en: 'Web shop' },
  note: {
    'zh-CN': '接收签名的通知，并可定时拉取；内置 WooCommerce、Shopify 的字段对应，也可自定义',
    en: 'Takes signed messages and can ask for changes; knows the fields of WooCommerce and Shopify, or your own',
  },
  settings: webshopSettings,
  signatureOf: (settings) => settings.signature ?? presetOf(settings).signature,
  topicHeaderOf: (settings) =>
    settings.topicHeader === undefined ? presetOf(settings).topicHeader : settings.topicHeader,
  translate: ({ topic, body }, { settings, source }) => {
    const rule = ruleFor(rulesOf(settings), topic);
    if (rule === null) {
      return {
        ok: false,
        code: 'topic_unknown',
        reason: {
          'zh-CN': `没有适用于主题 ${topic ?? '（无）'} 的字段对应`,
          en: `No mapping is for the topic ${topic ?? '(none)'}`,
        },
      };
    }
    const messages = Array.isArray(body) ? body : [body];
    return { ok: true, rows: messages.map((message) => rowOf(rule, message, source)) };
  },
  pullEveryMinutes: ({ pull }) => pull?.everyMinutes ?? null,
  pullRequest: (settings, { cursor, token }) => {
    const pull = requirePull(settings);
    return {
      url: nextUrl(pull, { preset: presetOf(settings), cursor }),
      headers: { accept: 'application/json', ...authOf(pull, token) },
    };
  },
  readPage: (reply, { settings, source, cursor }) => readPage(reply, { settings, source, cursor }),
};

function presetOf(settings: WebshopSettings): Preset {
  return PRESETS[settings.preset];
}

function rulesOf(settings: WebshopSettings): readonly Rule[] {
  return settings.rules ?? presetOf(settings).rules;
}

function requirePull({ pull }: WebshopSettings): PullSettings {
  if (pull === null) {
    throw new Error('This connector does not pull');
  }
  return pull;
}

function authOf({ auth }: PullSettings, token: string | null): Readonly<Record<string, string>> {
  if (token === null) {
    return {};
  }
  const value = { bearer: `Bearer ${token}`, basic: `Basic ${btoa(token)}`, plain: token }[auth.scheme];
  return { [auth.header]: value };
}

/** The page to ask for: what the shop named as the next one, else by number, from the last change that is known. */
function nextUrl(
  pull: PullSettings,
  { preset, cursor }: { readonly preset: Preset; readonly cursor: PullCursor | null },
): string {
  const next = cursor?.['next'];
  if (typeof next === 'string') {
    return next;
  }
  const url = new URL(pull.url);
  url.searchParams.set(preset.pull.sizeParam, String(pull.pageSize));
  const since = cursor?.['since'];
  if (typeof since === 'string') {
    url.searchParams.set(preset.pull.sinceParam, since);
  }
  if (preset.pull.paging.style === 'page') {
    url.searchParams.set(preset.pull.paging.param, String(cursor?.['page'] ?? 1));
  }
  return url.href;
}

interface Reading {
  readonly settings: WebshopSettings;
  readonly source: string;
  readonly cursor: PullCursor | null;
}

function readPage({ headers, body }: PullReply, { settings, source, cursor }: Reading): PulledPage {
  const pull = requirePull(settings);
  const preset = presetOf(settings);
  const rule = ruleFor(rulesOf(settings), pull.topic ?? preset.pull.topic);
  const items = valueAt(body, pull.items ?? preset.pull.items);
  if (rule === null || !Array.isArray(items)) {
    return {
      ok: false,
      code: 'answer_unexpected',
      reason: {
        'zh-CN': '对方的回答里没有预期的列表；请检查地址和 items 设置',
        en: 'The answer has no list where one is expected; check the address and the setting items',
      },
    };
  }
  const rows = items.map((item) => rowOf(rule, item, source));
  const newest = newestOf(rows, typeof cursor?.['newest'] === 'string' ? cursor['newest'] : null);
  const since = typeof cursor?.['since'] === 'string' ? cursor['since'] : null;
  const next = nextPlace(pull, { preset, headers, count: items.length, cursor });
  return next === null
    ? { ok: true, rows, isLast: true, cursor: { since: newest ?? since } }
    : { ok: true, rows, isLast: false, cursor: { since, newest, ...next } };
}

/** The latest time of the rows, as the shop writes it. */
function newestOf(rows: readonly Readonly<Record<string, unknown>>[], known: string | null): string | null {
  let newest = known;
  for (const { occurredAt } of rows) {
    const isLater = typeof occurredAt === 'string' && (newest === null || Date.parse(occurredAt) > Date.parse(newest));
    newest = isLater ? occurredAt : newest;
  }
  return newest;
}

interface Paging {
  readonly preset: Preset;
  readonly headers: Readonly<Record<string, string>>;
  readonly count: number;
  readonly cursor: PullCursor | null;
}

function nextPlace(pull: PullSettings, { preset, headers, count, cursor }: Paging): PullCursor | null {
  if (preset.pull.paging.style === 'page') {
    return count < pull.pageSize ? null : { page: Number(cursor?.['page'] ?? 1) + 1 };
  }
  const link = /<([^>]+)>\s*;[^,]*rel="?next"?/i.exec(headers['link'] ?? '')?.[1];
  const next = link === undefined ? null : URL.parse(link, pull.url);
  // A shop's answer must not lead to another host with the shop's token.
  return next === null || next.origin !== new URL(pull.url).origin ? null : { next: next.href };
}
