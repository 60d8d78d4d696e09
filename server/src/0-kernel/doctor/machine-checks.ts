import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Config } from '#kernel/config/config.ts';
import { findPostgresPackage } from '#kernel/supervise/postgres-binaries.ts';
import { type DoctorCheck, fail, ok, warn } from './doctor.ts';

const LEAST_NODE = 24;
const GIB = 1024 ** 3;
/** Below this the database stops; below the second there is no room for an import or a rebuild. */
const LEAST_FREE_BYTES = GIB;
const ENOUGH_FREE_BYTES = 5 * GIB;

/** Questions that need no server: Node.js, the programs of this platform, the data folder. */
export function machineChecks(config: Config, nodeVersion: string = process.versions.node): readonly DoctorCheck[] {
  return [nodeCheck(nodeVersion), postgresProgramCheck(config), analyticProgramCheck(config), ...folderChecks(config)];
}

function nodeCheck(version: string): DoctorCheck {
  const name = 'node.version';
  return {
    name,
    run: async () =>
      Number.parseInt(version, 10) >= LEAST_NODE
        ? ok(name, { 'zh-CN': `Node.js ${version}`, en: `Node.js ${version}` })
        : fail(name, {
            message: { 'zh-CN': `Node.js ${version} 过旧`, en: `Node.js ${version} is too old` },
            remedy: {
              'zh-CN': `用 npm start 启动（自带 Node.js ${LEAST_NODE}），或升级 Node.js`,
              en: `Start with npm start, which brings Node.js ${LEAST_NODE}, or upgrade Node.js`,
            },
          }),
  };
}

function postgresProgramCheck(config: Config): DoctorCheck {
  const name = 'postgres.programs';
  return {
    name,
    run: async () => {
      if (config.databaseUrl !== null) {
        return ok(name, { 'zh-CN': '使用外部 PostgreSQL', en: 'An outside PostgreSQL is used' });
      }
      findPostgresPackage();
      return ok(name, { 'zh-CN': '本平台的 PostgreSQL 程序齐全', en: 'PostgreSQL for this platform is installed' });
    },
  };
}

function analyticProgramCheck(config: Config): DoctorCheck {
  const name = 'analytic.programs';
  return {
    name,
    run: async () => {
      if (config.clickhouseUrl !== null) {
        return ok(name, { 'zh-CN': '使用外部 ClickHouse', en: 'An outside ClickHouse is used' });
      }
      try {
        createRequire(import.meta.url).resolve('chdb');
        return ok(name, { 'zh-CN': '分析引擎已安装', en: 'The analytic engine is installed' });
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) {
          throw error;
        }
        return fail(name, {
          message: { 'zh-CN': '缺少分析引擎（npm 包 chdb）', en: 'The analytic engine (npm package chdb) is missing' },
          remedy: {
            'zh-CN': '重新执行 npm install（不要带 --omit=optional），或用 CLICKHOUSE_URL 指定 ClickHouse',
            en: 'Run npm install again without --omit=optional, or name a ClickHouse with CLICKHOUSE_URL',
          },
        });
      }
    },
  };
}

function folderChecks({ dataDir }: Config): readonly DoctorCheck[] {
  return [
    {
      name: 'data.folder',
      run: async () => {
        try {
          await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
          return ok('data.folder', { 'zh-CN': `${dataDir} 可读写`, en: `${dataDir} can be read and written` });
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          return fail('data.folder', {
            message: {
              'zh-CN': `数据目录 ${dataDir} 不可读写（${reason}）`,
              en: `The data folder ${dataDir} cannot be read and written (${reason})`,
            },
            remedy: {
              'zh-CN': '修改它的属主或权限，或用 ZHIKE_DATA 指定另一个目录；首次启动会建立它',
              en: 'Change its owner or mode, or name another folder with ZHIKE_DATA; the first start makes it',
            },
          });
        }
      },
    },
    {
      name: 'data.disk',
      run: async () => {
        const { bsize, bavail } = await statfs(dataDir);
        return judgeFreeSpace(bsize * bavail);
      },
    },
  ];
}

/** What the free bytes of the data folder's disk mean. */
export function judgeFreeSpace(freeBytes: number): ReturnType<typeof ok> {
  const free = (freeBytes / GIB).toFixed(1);
  const message = { 'zh-CN': `磁盘剩余 ${free} GiB`, en: `${free} GiB of disk are free` };
  if (freeBytes >= ENOUGH_FREE_BYTES) {
    return ok('data.disk', message);
  }
  const remedy = {
    'zh-CN': '清理磁盘或扩容；写满后数据库会停止写入',
    en: 'Free some space or enlarge the disk; the database stops writing when it is full',
  };
  return freeBytes < LEAST_FREE_BYTES ? fail('data.disk', { message, remedy }) : warn('data.disk', { message, remedy });
}
