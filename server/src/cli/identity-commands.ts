import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { explanationText, matchFiles, matchText } from '#customers';
import { systemContext } from '#kernel/context.ts';
import { openOlap } from '#kernel/db/olap.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { startAnalytic } from '#kernel/supervise/analytic-server.ts';
import { createProgress } from './progress.ts';
import { print, withPlatform } from './with-platform.ts';

interface MatchFlags {
  readonly map: string;
  readonly out: string;
  readonly json?: boolean;
}

const MIB = 2 ** 20;
/** The engine's own caches come on top; together they stay below 2 GB. */
const ENGINE_BYTES = 1600 * MIB;

/** `zhike identity match|run|explain`. */
export function addIdentityCommands(program: Command): void {
  const identity = program
    .command('identity')
    .description('判断哪些记录是同一个人 find out which records are one person');
  addMatch(identity);
  addRun(identity);
  addExplain(identity);
}

/** Finds out which records of plain files are one person, without a server. */
function addMatch(identity: Command): void {
  identity
    .command('match')
    .description('一个文件去重，两个文件关联 one file is deduplicated, two are linked')
    .argument('<file>', 'CSV, also .gz')
    .argument('[other]', 'CSV, also .gz')
    .requiredOption('--map <file>', '列映射 JSON: which column is what')
    .requiredOption('--out <folder>', '结果目录 folder for pairs.csv, clusters.csv and review.csv')
    .option('--json', 'JSON 结果 machine-readable result')
    .action(async (file: string, other: string | undefined, { map, out, json }: MatchFlags) => {
      const files = other === undefined ? ([file] as const) : ([file, other] as const);
      const { summary, memory } = await withEngine((olap) => matchFiles(olap, { files, map, out }));
      print({ ...summary, peakMemoryMb: memory }, { json }, [
        matchText(summary, 'zh-CN'),
        `峰值内存：Node ${memory.node} MB + 分析引擎 ${memory.engine} MB`,
        '',
        matchText(summary, 'en'),
        `Peak memory: Node ${memory.node} MB + analytic engine ${memory.engine} MB`,
      ]);
    });
}

/** Matches all customers of the installation; an interrupted run goes on where it stopped. */
function addRun(identity: Command): void {
  identity
    .command('run')
    .description('在全部客户中匹配疑似同一人的 match all customers: learn, merge or put before staff')
    .option('--json', 'JSON 结果 machine-readable result')
    .action(({ json }: { readonly json?: boolean }) =>
      withPlatform(async ({ customers }) => {
        const progress = createProgress({ quiet: json === true });
        const startedMs = performance.now();
        const run = await customers.matching.runs.run(systemContext('cli'), { onProgress: progress.update });
        progress.end();
        const seconds = (performance.now() - startedMs) / 1000;
        const node = Math.round(process.resourceUsage().maxRSS / 1024);
        print({ ...run, seconds, peakMemoryMb: node }, { json }, [
          `模型第 ${run.modelVersion} 版：可能的对 ${run.pairs}，合并 ${run.merged}，新交审核 ${run.proposed}，有反证未合并 ${run.heldBack}；${seconds.toFixed(1)} 秒`,
          `Model no. ${run.modelVersion}: ${run.pairs} likely pairs, ${run.merged} merged, ${run.proposed} newly for review, ${run.heldBack} held back; ${seconds.toFixed(1)} s, Node ${node} MB`,
        ]);
      }),
    );
}

/** What the stored model says about two. */
function addExplain(identity: Command): void {
  identity
    .command('explain')
    .description('按已存的模型逐项说明两位客户是否同一人 what the stored model says about two customers or records')
    .argument('<a>', '客户或来源记录编号 id of a customer or a record')
    .argument('<b>', '客户或来源记录编号 id of a customer or a record')
    .option('--json', 'JSON 结果 machine-readable result')
    .action((a: string, b: string, { json }: { readonly json?: boolean }) =>
      withPlatform(async ({ customers }) => {
        const explained = await customers.matching.models.explain(systemContext('cli'), { a, b });
        print(explained, { json }, [explanationText(explained, 'zh-CN'), '', explanationText(explained, 'en')]);
      }),
    );
}

async function withEngine<T>(
  work: (olap: ReturnType<typeof openOlap>) => Promise<T>,
): Promise<{ readonly summary: T; readonly memory: { readonly node: number; readonly engine: number } }> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'zhike-match-'));
  const log = createLogger({ level: 'warn', destination: process.stderr });
  try {
    const analytic = await startAnalytic({ dataDir, log, memoryBytes: ENGINE_BYTES });
    const olap = openOlap({ url: analytic.url, database: 'match', log });
    try {
      const summary = await work(olap);
      const node = Math.round(process.resourceUsage().maxRSS / 1024);
      return { summary, memory: { node, engine: await peakOf(analytic.pid()) } };
    } finally {
      await olap.close();
      await analytic.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** In MB; 0 where the system does not tell. */
async function peakOf(pid: number | null): Promise<number> {
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}
