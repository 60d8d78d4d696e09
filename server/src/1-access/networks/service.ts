import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, type Fault, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { selectApiKey } from '../api-keys/store.ts';
import type { Audit } from '../audit/service.ts';
import { requireEverywhere } from '../roles/require-everywhere.ts';
import { isRoleName } from '../roles/roles.ts';
import { selectUser } from '../users/store.ts';
import { isWithin, readNetwork } from './read-networks.ts';
import type { NetworkList } from './schema.ts';
import * as store from './store.ts';

/** Who comes, and from where. */
export interface Comer {
  readonly kind: 'user' | 'api-key';
  readonly id: string;
  readonly roles: readonly string[];
  /** Unknown for callers that are no request (tests of parts); nothing is refused then. */
  readonly ip: string | undefined;
}

export interface Networks {
  /** Whether all lists that concern them let them in. Reads a copy at most a second old. */
  admits(comer: Comer, reader?: Db | Tx): Promise<boolean>;
  list(context: Context, ip: string): Promise<{ items: NetworkList[]; ownAddress: string; can: { write: boolean } }>;
  /** Throws `input_invalid`, 404, and 409 `network_locks_out` when the asker could not come back. */
  put(
    tx: Tx,
    context: Context,
    list: { readonly kind: 'role' | 'api_key'; readonly subject: string; readonly networks: readonly string[] },
    ip: string,
  ): Promise<{ networks: string[] }>;
  /** For whoever has the machine and locked everybody out: no list any more; says how many there were. */
  clear(tx: Tx, context: Context): Promise<number>;
}

const CACHE_MS = 1000;

/** Networks that roles and keys may come from, over one kernel. */
export function createNetworks(kernel: Kernel, { audit }: { readonly audit: Audit }): Networks {
  const { db } = kernel.postgres;
  let kept: { readonly atMs: number; readonly rows: readonly store.NetworkListRow[] } | null = null;
  const lists = async (reader: Db | Tx): Promise<readonly store.NetworkListRow[]> => {
    if (kept === null || performance.now() - kept.atMs > CACHE_MS) {
      const atMs = performance.now();
      kept = { atMs, rows: await store.selectNetworkLists(reader) };
    }
    return kept.rows;
  };
  const record = (tx: Tx, context: Context, subjectId: string, networks: readonly string[]): Promise<void> =>
    audit(tx, context, {
      action: 'access.networks_changed',
      subjectType: 'network_list',
      subjectId,
      detail: { networks },
    });
  return {
    admits: async (comer, reader = db) => isAdmitted(await lists(reader), comer),
    list: async (context, ip) => {
      requirePermission(context, 'settings.read');
      const rows = await store.selectNetworkLists(db);
      return {
        items: rows.map((row) => ({ ...row, networks: [...row.networks], updatedAt: row.updatedAt.toISOString() })),
        ownAddress: ip,
        can: { write: may(context.actor, 'settings.manage') && context.actor.scopeIds === null },
      };
    },
    put: async (tx, context, { kind, subject, networks: given }, ip) => {
      requirePermission(context, 'settings.manage');
      requireEverywhere(context);
      await requireSubject(kernel, kind, subject);
      const networks = readNetworks(given);
      await store.putNetworkList(tx, { kind, subject, networks, at: kernel.clock.now() });
      const self = await selfOf(tx, context, ip);
      if (self !== null && !isAdmitted(await store.selectNetworkLists(tx), self)) {
        throw locksOut(ip);
      }
      await record(tx, context, `${kind}:${subject}`, networks);
      kept = null;
      return { networks };
    },
    clear: async (tx, context) => {
      requirePermission(context, 'settings.manage');
      const count = await store.deleteNetworkLists(tx);
      await record(tx, context, '*', []);
      kept = null;
      return count;
    },
  };
}

/** Every list that concerns the comer has to know the address: more roles do not open more networks. */
function isAdmitted(rows: readonly store.NetworkListRow[], { kind, id, roles, ip }: Comer): boolean {
  if (ip === undefined) {
    return true;
  }
  const concerning = rows.filter((row) =>
    row.kind === 'role' ? roles.includes(row.subject) : kind === 'api-key' && row.subject === id,
  );
  return concerning.every(({ networks }) => isWithin(ip, networks));
}

async function requireSubject(
  { postgres }: Pick<Kernel, 'postgres'>,
  kind: 'role' | 'api_key',
  subject: string,
): Promise<void> {
  const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(subject);
  const isThere = kind === 'role' ? isRoleName(subject) : isUuid && (await selectApiKey(postgres.db, subject)) !== null;
  if (!isThere) {
    throw notFound(kind === 'role' ? { 'zh-CN': '角色', en: 'role' } : { 'zh-CN': 'API 密钥', en: 'API key' }, subject);
  }
}

function readNetworks(given: readonly string[]): string[] {
  const read = given.map(readNetwork);
  const faults: Fault[] = read.flatMap((network, index) =>
    network === null
      ? [
          {
            field: `networks.${index}`,
            code: 'network_malformed',
            message: {
              'zh-CN': '应为 IP 地址或网段，例如 203.0.113.7 或 10.0.0.0/8',
              en: 'should be an address or a network such as 203.0.113.7 or 10.0.0.0/8',
            },
          },
        ]
      : [],
  );
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
  return [...new Set(read.flatMap((network) => network ?? []))];
}

/** The asker as the lists see them; null for the platform itself. */
async function selfOf(tx: Tx, { actor }: Context, ip: string): Promise<Comer | null> {
  if (actor.id === null || (actor.kind !== 'user' && actor.kind !== 'api-key')) {
    return null;
  }
  if (actor.kind === 'user') {
    const user = await selectUser(tx, { id: actor.id, scopeIds: null });
    return { kind: 'user', id: actor.id, roles: user?.grants.map(({ role }) => role) ?? [], ip };
  }
  const key = await selectApiKey(tx, actor.id);
  return { kind: 'api-key', id: actor.id, roles: key === null ? [] : [key.role], ip };
}

function locksOut(ip: string): AppError {
  return new AppError('network_locks_out', 409, {
    message: {
      'zh-CN': `你现在的地址 ${ip} 不在名单内，保存后你自己也进不来；请先把它加上`,
      en: `Your own address ${ip} is not in the list: you would lock yourself out; add it first`,
    },
  });
}

/** Somebody from a network that their role or key may not come from. */
export function networkRefused(): AppError {
  return new AppError('network_refused', 403, {
    message: {
      'zh-CN': '不能从这个网络使用此账号或密钥，请在公司网络内操作，或联系管理员',
      en: 'This account or key may not be used from this network; use the company network or ask an administrator',
    },
  });
}
