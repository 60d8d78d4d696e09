import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type DoctorCheck, type Finding, fail, ok, warn } from '#kernel/doctor/doctor.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { type AuditSigner, FIRST_SEAL } from '../audit-signing/service.ts';
import { requireEverywhere } from '../roles/require-everywhere.ts';
import { type BrokenRow, type ChainFault, judgeSeal } from './judge.ts';
import type { Verification } from './schema.ts';
import * as store from './store.ts';

export const VERIFY_JOB = 'access.verify_audit';

export interface ChainState {
  readonly sealed: number;
  readonly waiting: number;
  readonly last: Verification | null;
  readonly running: Verification | null;
}

export interface AuditChain {
  /** Seals what waits, at most some ten thousand rows; says how many those were. */
  sealIn(tx: Tx): Promise<number>;
  /** Seals what waits, then goes over the whole chain. Reads page by page and holds nobody up. */
  verify(context: Context, options?: VerifyOptions): Promise<Verification>;
  /** Puts a verification into the queue; one that runs already is answered with itself. */
  request(tx: Tx, context: Context): Promise<Verification>;
  runRequested(context: Context, id: string, options: { readonly signal: AbortSignal }): Promise<void>;
  state(context: Context): Promise<ChainState>;
  readonly doctorCheck: DoctorCheck;
}

export interface VerifyOptions {
  readonly signal?: AbortSignal;
  readonly progress?: (share: number, rows: number) => void;
  /** `number:hash` of a seal that somebody wrote down; a chain without it is broken there. */
  readonly expectedHead?: string | undefined;
}

const PAGE = 2000;
const PAGES_IN_ONE_TRANSACTION = 5;
const HOUR_MS = 3_600_000;
const STALE_MS = 48 * HOUR_MS;
const WAITING_TOO_MANY = 20_000;

/** The chain over one kernel. */
export function createAuditChain(kernel: Kernel, signer: AuditSigner): AuditChain {
  const { db } = kernel.postgres;
  const sealIn = (tx: Tx): Promise<number> => sealWaiting(tx, { signer, at: kernel.clock.now() });
  const run = async (context: Context, id: string, options: VerifyOptions): Promise<void> => {
    while ((await kernel.transaction(context, sealIn)) > 0) {
      options.signal?.throwIfAborted();
    }
    const head = await store.selectHead(db);
    const found = await goOver(db, { signer, head, options });
    const fault = found.fault ?? (await findOutside(db, { head, expected: options.expectedHead }));
    await store.finishVerification(db, { id, at: kernel.clock.now(), rowCount: found.rows, head, fault });
    kernel.log[fault === null ? 'info' : 'error'](
      { rows: found.rows, head: headText(head), fault },
      fault === null ? 'the audit chain is whole' : 'the audit chain is broken',
    );
  };
  const begin = async (tx: Tx, { actor }: Context): Promise<string> => {
    const id = newId();
    await store.insertVerification(tx, { id, at: kernel.clock.now(), actorKind: actor.kind, actorId: actor.id });
    return id;
  };
  return {
    sealIn,
    verify: async (context, options = {}) => {
      requireReader(context);
      const id = await kernel.transaction(context, (tx) => begin(tx, context));
      await run(context, id, options);
      return presented(await store.selectVerification(db, id));
    },
    request: async (tx, context) => {
      requireReader(context);
      const running = await store.selectRunningVerification(tx, hourBefore(kernel));
      if (running !== null) {
        return presented(running);
      }
      const id = await begin(tx, context);
      await kernel.jobs.add(tx, context, VERIFY_JOB, { verificationId: id });
      return presented(await store.selectVerification(tx, id));
    },
    runRequested: run,
    state: async (context) => {
      requireReader(context);
      const [counts, last, running] = await Promise.all([
        store.countTrail(db),
        store.selectLastVerification(db),
        store.selectRunningVerification(db, hourBefore(kernel)),
      ]);
      return {
        ...counts,
        last: last === null ? null : presented(last),
        running: running === null ? null : presented(running),
      };
    },
    doctorCheck: { name: CHECK, run: () => examine(kernel) },
  };
}

function requireReader(context: Context): void {
  requirePermission(context, 'audit.read');
  requireEverywhere(context);
}

function hourBefore(kernel: Pick<Kernel, 'clock'>): Date {
  return new Date(kernel.clock.now().getTime() - HOUR_MS);
}

async function sealWaiting(
  tx: Tx,
  { signer, at }: { readonly signer: AuditSigner; readonly at: Date },
): Promise<number> {
  await store.lockSealing(tx);
  const head = await store.selectHead(tx);
  let [seq, previous] = [head?.seq ?? 0, head?.hash ?? FIRST_SEAL];
  let count = 0;
  for (let page = 0; page < PAGES_IN_ONE_TRANSACTION; page += 1) {
    const rows = await store.takeUnsealed(tx, PAGE);
    const seals: store.SealRow[] = [];
    for (const { mac, keyId: _signedBy, ...content } of rows) {
      seq += 1;
      const { hash, keyId } = await signer.seal({ seq, previous, content, mac });
      seals.push({ seq, auditId: content.id, keyId, hash });
      previous = hash;
    }
    if (seals.length > 0) {
      await store.insertSeals(tx, seals, at);
    }
    count += seals.length;
    if (rows.length < PAGE) {
      break;
    }
  }
  return count;
}

/** All seals up to the head, in order; ends at the first fault. */
async function goOver(
  db: Db,
  o: { readonly signer: AuditSigner; readonly head: store.SealRow | null; readonly options: VerifyOptions },
): Promise<{ readonly rows: number; readonly fault: BrokenRow | null }> {
  const upTo = o.head?.seq ?? 0;
  let [previousSeq, previous, isSigned] = [0, FIRST_SEAL, false];
  while (previousSeq < upTo) {
    const page = await store.selectSealed(db, { after: previousSeq, upTo, limit: PAGE });
    for (const { seal, row } of page) {
      const fault = await judge(o.signer, { seal, row }, { previousSeq, previous, isSigned });
      if (fault !== null) {
        return { rows: previousSeq, fault };
      }
      [previousSeq, previous, isSigned] = [seal.seq, seal.hash, isSigned || row?.mac !== null];
    }
    o.options.signal?.throwIfAborted();
    o.options.progress?.(previousSeq / upTo, previousSeq);
  }
  return { rows: previousSeq, fault: null };
}

async function judge(
  signer: AuditSigner,
  { seal, row }: store.SealWithRow,
  so: { readonly previousSeq: number; readonly previous: Buffer; readonly isSigned: boolean },
): Promise<BrokenRow | null> {
  const { seq, auditId, keyId, hash } = seal;
  if (row === null) {
    return judgeSeal({ seq, auditId, row: null, hash, expectedHash: null }, so);
  }
  const { mac, keyId: signedBy, ...content } = row;
  const expectedMac = mac === null || signedBy === null ? null : await signer.signatureUnder(signedBy, content);
  const expectedHash = await signer.sealUnder(keyId, { seq, previous: so.previous, content, mac });
  return judgeSeal({ seq, auditId, row: { mac, expectedMac }, hash, expectedHash }, so);
}

/** What a walk along the chain cannot see: rows beside it, and an end that was cut off. */
async function findOutside(
  db: Db,
  { head, expected }: { readonly head: store.SealRow | null; readonly expected: string | undefined },
): Promise<BrokenRow | null> {
  const [stray, lost, whole] = [await store.findStray(db), await store.findLost(db), await store.selectLastWhole(db)];
  const heads = [
    ...(whole === null ? [] : [{ seq: whole.headSeq ?? 0, hash: whole.headHash?.toString('hex') ?? '' }]),
    ...(expected === undefined ? [] : [readHead(expected)]),
  ];
  for (const { seq, hash } of heads) {
    const there = await store.selectSealAt(db, seq);
    if (there === null) {
      return { seq: Math.min(seq, (head?.seq ?? 0) + 1), auditId: null, fault: 'deleted' };
    }
    if (there.hash.toString('hex') !== hash) {
      return { seq, auditId: there.auditId, fault: 'changed' };
    }
  }
  if (lost !== null) {
    return { seq: null, auditId: lost, fault: 'deleted' };
  }
  return stray === null ? null : { seq: null, auditId: stray, fault: 'inserted' };
}

function readHead(text: string): { readonly seq: number; readonly hash: string } {
  const [seq = '', hash = ''] = text.split(':');
  return { seq: Number(seq), hash: hash.toLowerCase() };
}

function headText(head: { readonly seq: number; readonly hash: Buffer } | null): string | null {
  return head === null ? null : `${head.seq}:${head.hash.toString('hex')}`;
}

function presented(row: store.VerificationRow | null): Verification {
  if (row === null) {
    throw new Error('A verification disappeared');
  }
  const head = row.headSeq === null || row.headHash === null ? null : { seq: row.headSeq, hash: row.headHash };
  return {
    id: row.id,
    requestedAt: row.requestedAt.toISOString(),
    by: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    finishedAt: row.finishedAt?.toISOString() ?? null,
    rows: row.rowCount,
    head: headText(head),
    broken: row.fault,
  };
}

const CHECK = 'audit.chain';

const FAULTS: Readonly<Record<ChainFault, Text>> = {
  changed: { 'zh-CN': '被改动', en: 'was changed' },
  deleted: { 'zh-CN': '被删除', en: 'was deleted' },
  inserted: { 'zh-CN': '是绕过系统插入的', en: 'was inserted past the platform' },
  reordered: { 'zh-CN': '的次序被改动', en: 'is out of its order' },
  unknown_key: { 'zh-CN': '用的密钥不在这里，无法校验', en: 'was signed with a key that is not here' },
};

/** One sentence about the first broken row. */
export function sayFault(broken: NonNullable<Verification['broken']>): Text {
  const name = broken.seq === null ? (broken.auditId ?? '') : `${broken.seq}`;
  const id = broken.seq === null || broken.auditId === null ? '' : ` (${broken.auditId})`;
  const { 'zh-CN': zh, en } = FAULTS[broken.fault];
  return { 'zh-CN': `第 ${name} 条审计记录${id}${zh}`, en: `Audit row ${name}${id} ${en}` };
}

async function examine(kernel: Kernel): Promise<Finding> {
  const { db } = kernel.postgres;
  const [last, { sealed, waiting }] = [await store.selectLastVerification(db), await store.countTrail(db)];
  const verify: Text = {
    'zh-CN': '运行 zhike audit verify，并确认 worker 进程在运行',
    en: 'Run zhike audit verify, and see that a worker process runs',
  };
  if (last === null || last.finishedAt === null) {
    const message = { 'zh-CN': '审计链还没有校验过', en: 'The audit chain was never verified' };
    return sealed === 0 ? ok(CHECK, message) : warn(CHECK, { message, remedy: verify });
  }
  if (last.fault !== null) {
    return fail(CHECK, {
      message: sayFault(last.fault),
      remedy: {
        'zh-CN': '与备份对照这条记录，查明谁能直接进入数据库，并登记为事件',
        en: 'Compare the row with a backup, find out who reaches the database, and register an incident',
      },
    });
  }
  const at = last.finishedAt.toISOString();
  const who = last.actorName ?? 'Zhike';
  const message = {
    'zh-CN': `审计链完整，共 ${last.rowCount ?? 0} 条；上次校验 ${at}（${who}）`,
    en: `The audit chain is whole, ${last.rowCount ?? 0} rows; last verified ${at} by ${who}`,
  };
  const isStale = kernel.clock.now().getTime() - last.finishedAt.getTime() > STALE_MS;
  return isStale || waiting > WAITING_TOO_MANY ? warn(CHECK, { message, remedy: verify }) : ok(CHECK, message);
}
