import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { defineContract } from '#kernel/http/contract.ts';
import { buildOpenApi } from '#kernel/http/openapi.ts';
import { type Route, route } from '#kernel/http/route.ts';
import type { Kernel } from '#kernel/module.ts';

export const readHealthContract = defineContract({
  name: 'kernel.read_health',
  method: 'GET',
  path: '/api/v1/health',
  summary: { 'zh-CN': '进程是否在运行', en: 'Whether the process is up' },
  access: 'public',
  response: z.object({ status: z.literal('ok'), version: z.string() }).meta({ id: 'Health' }),
});

export const readReadinessContract = defineContract({
  name: 'kernel.read_readiness',
  method: 'GET',
  path: '/api/v1/ready',
  summary: {
    'zh-CN': '是否可以接受请求（数据库可用且已迁移）',
    en: 'Whether it can take requests (database reachable and migrated)',
  },
  access: 'public',
  response: z
    .object({
      status: z.literal('ready'),
      postgres: z.literal('ok'),
      /** Its absence does not make the process unready: only population-wide answers grow stale. */
      analytic: z.enum(['ok', 'unavailable']),
    })
    .meta({ id: 'Readiness' }),
});

export const readMetricsContract = defineContract({
  name: 'kernel.read_metrics',
  method: 'GET',
  path: '/metrics',
  summary: { 'zh-CN': '运行指标（Prometheus 文本）', en: 'Running figures (Prometheus text)' },
  access: 'public',
  response: 'stream',
});

export const readOpenApiContract = defineContract({
  name: 'kernel.read_openapi',
  method: 'GET',
  path: '/api/v1/openapi.json',
  summary: { 'zh-CN': '接口说明（OpenAPI 3.1）', en: 'This page: the OpenAPI 3.1 description' },
  access: 'public',
  response: z.record(z.string(), z.unknown()),
});

/** The contracts of the layer itself, for the table of who may call what. */
export const layerContracts = [
  readHealthContract,
  readReadinessContract,
  readMetricsContract,
  readOpenApiContract,
] as const;

export interface LayerOptions {
  readonly kernel: Kernel;
  /** What the OpenAPI page describes, beside the layer's own. */
  readonly routes: readonly Route[];
  readonly version: string;
}

/** Routes that the HTTP layer adds by itself: health, readiness, metrics and the OpenAPI page. */
export function layerRoutes(options: LayerOptions): readonly Route[] {
  const { kernel, version } = options;
  const contracts = [...layerContracts, ...options.routes.map((entry) => entry.contract)];
  let page: Readonly<Record<string, unknown>> | null = null;
  return [
    route(readHealthContract, async () => ({ status: 'ok' as const, version })),
    route(readReadinessContract, async () => {
      await requireMigrated(kernel);
      const analytic = await isAnalyticUp(kernel);
      return {
        status: 'ready' as const,
        postgres: 'ok' as const,
        analytic: analytic ? ('ok' as const) : ('unavailable' as const),
      };
    }),
    route(readMetricsContract, async () => ({
      stream: Readable.from([await kernel.metrics.render()]),
      contentType: kernel.metrics.registry.contentType,
      fileName: null,
    })),
    route(readOpenApiContract, async () => {
      page ??= { ...buildOpenApi(contracts, { version }) };
      return { ...page };
    }),
  ];
}

const MIGRATIONS_DIR = new URL('../../../migrations/pg/', import.meta.url);

async function requireMigrated(kernel: Kernel): Promise<void> {
  const files = (await readdir(MIGRATIONS_DIR)).filter((name) => name.endsWith('.sql'));
  const applied = await appliedMigrations(kernel).catch((error: unknown) => {
    throw notReady({ 'zh-CN': '数据库无法访问', en: 'the database cannot be reached' }, error);
  });
  const missing = files.filter((name) => !applied.has(name));
  if (missing.length > 0) {
    throw notReady({ 'zh-CN': `有 ${missing.length} 个迁移没有执行`, en: `${missing.length} migrations have not run` });
  }
}

async function appliedMigrations(kernel: Kernel): Promise<ReadonlySet<string>> {
  const found = await sql<{ name: string }>`select name from kernel.migrations`.execute(kernel.postgres.db);
  return new Set(found.rows.map((row) => row.name));
}

/** Whatever keeps it from answering, the answer is the same: it is not there. */
async function isAnalyticUp(kernel: Kernel): Promise<boolean> {
  try {
    return await kernel.olap.ping();
  } catch (error) {
    kernel.log.debug({ err: error }, 'the analytic store does not answer');
    return false;
  }
}

function notReady(reason: { readonly 'zh-CN': string; readonly en: string }, cause?: unknown): AppError {
  return new AppError('service_not_ready', 503, {
    message: { 'zh-CN': `尚未就绪：${reason['zh-CN']}`, en: `Not ready: ${reason.en}` },
    retryAfterSeconds: 2,
    ...(cause === undefined ? {} : { cause }),
  });
}
