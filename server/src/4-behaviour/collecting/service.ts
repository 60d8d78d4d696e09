import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Records } from '#intake';
import { systemContext } from '#kernel/context.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import type { Kernel } from '#kernel/module.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import { SITE_SECRET } from '../sites/service.ts';
import { type SiteRow, siteByKey, touchSite } from '../sites/store.ts';
import { rowsOf } from './records-of.ts';
import { type Batch, batchSchema, MAX_BATCH_BYTES } from './schema.ts';

export interface CollectRequest {
  readonly body: Readable;
  readonly origin: string | undefined;
  readonly requestId: string;
  /** Lets the page read the answer. */
  readonly allowOrigin: (origin: string) => void;
}

export interface Collecting {
  /** Takes what a site's script sent; throws for a key or an origin that is not registered. */
  collect(request: CollectRequest): Promise<{ accepted: number; rejected: number }>;
  /** The script, as browsers load it. */
  script(): Promise<Buffer>;
}

export interface CollectingNeeds {
  readonly records: Pick<Records, 'take'>;
  readonly secrets: SecretBox;
}

/** The way in for pages of other sites. */
export function createCollecting(
  kernel: Pick<Kernel, 'postgres' | 'clock'>,
  { records, secrets }: CollectingNeeds,
): Collecting {
  let script: Promise<Buffer> | null = null;
  return {
    collect: async ({ body, origin, requestId, allowOrigin }) => {
      const batch = readBatch(await readBody(body));
      const site = await siteByKey(kernel.postgres.db, batch.key);
      if (site === undefined || !site.enabled) {
        throw siteUnknown();
      }
      if (origin === undefined || !site.origins.includes(origin)) {
        throw originUnknown(origin);
      }
      allowOrigin(origin);
      const secret = await secrets.open(site.secret, SITE_SECRET);
      const now = kernel.clock.now();
      const vouches = (account: string, proof: string | undefined): boolean =>
        isVouchedFor({ site, secret }, account, proof);
      const rows = rowsOf(batch, { source: site.source, now, vouches });
      const taken = await records.take(systemContext(requestId), rows, { scopeId: site.scopeId ?? undefined });
      await touchSite(kernel.postgres.db, site.id, now);
      const accepted = taken.filter((row) => row.outcome !== 'rejected').length;
      return { accepted, rejected: batch.events.length - accepted };
    },
    script: () => {
      script ??= readFile(path.join(import.meta.dirname, 'tracker.js'));
      return script;
    },
  };
}

/** The proof is the account's HMAC-SHA256 under the site's secret, in hex: only the shop's own server can make it. */
function isVouchedFor(
  { site, secret }: { readonly site: SiteRow; readonly secret: string },
  account: string,
  proof: string | undefined,
): boolean {
  if (!site.proofRequired) {
    return true;
  }
  const wanted = createHmac('sha256', secret).update(account).digest();
  const given = Buffer.from(proof ?? '', 'hex');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readBody(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    // Readable bodies of requests give buffers.
    const part = chunk as Buffer;
    bytes += part.length;
    if (bytes > MAX_BATCH_BYTES) {
      throw new AppError('body_too_large', 413, {
        message: {
          'zh-CN': `一次最多 ${MAX_BATCH_BYTES / 1024} KB`,
          en: `At most ${MAX_BATCH_BYTES / 1024} KB at once`,
        },
      });
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readBatch(text: string): Batch {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = { 'zh-CN': '应为 JSON', en: 'should be JSON' };
    throw invalidInput([{ field: 'body', code: 'json_invalid', message }], error);
  }
  const parsed = batchSchema.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    throw invalidInput(faultsOf(parsed.error.issues, 'body'), parsed.error);
  }
  return parsed.data;
}

function siteUnknown(): AppError {
  return new AppError('write_key_unknown', 404, {
    message: { 'zh-CN': '没有这个写入密钥，或网站已停用', en: 'No site has this write key, or it is stopped' },
  });
}

function originUnknown(origin: string | undefined): AppError {
  return new AppError('origin_unknown', 403, {
    message: {
      'zh-CN': `来源 ${origin ?? '（无）'} 未在网站设置中登记`,
      en: `The origin ${origin ?? '(none)'} is not registered for this site`,
    },
  });
}
