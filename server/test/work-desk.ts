import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import { type Access, createAccess, type RoleName } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Actor, ANONYMOUS_ACTOR, type Context } from '#kernel/context.ts';
import { createHttpServer } from '#kernel/http/server.ts';
import type { Kernel } from '#kernel/module.ts';
import { type ApprovalKind, createWork, type ProcessKind, type SubjectKind, WORK_PERMISSIONS, type Work } from '#work';
import { CHEAP_PASSWORDS } from './access.ts';

export interface WorkDeskOptions {
  readonly processes?: readonly ProcessKind[];
  readonly approvals?: readonly ApprovalKind[];
  readonly subjects?: readonly SubjectKind[];
}

export interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- replies of many shapes
  readonly body: any;
}

export interface WorkDesk {
  readonly work: Work;
  readonly access: Access;
  /** Adds somebody with a role and gives their id. */
  hire(name: string, role: RoleName, scopeId?: string | null): Promise<string>;
  call(userId: string | null, method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, body?: object): Promise<Reply>;
  context(userId: string): Promise<Context>;
  /** The same platform in another process: its own connections. */
  second(kernel: Kernel): Work;
}

/** Gives the test file the real `2-work` with staff of its own, behind the real HTTP server. */
export function useWorkDesk(kernel: Kernel, options: WorkDeskOptions = {}): WorkDesk {
  let current: { readonly work: Work; readonly access: Access; readonly app: FastifyInstance } | null = null;
  const build = (over: Kernel): { readonly work: Work; readonly access: Access } => {
    const access = createAccess(over, { permissions: WORK_PERMISSIONS, settings: [], passwordCost: CHEAP_PASSWORDS });
    const work = createWork(over, access);
    options.processes?.forEach(work.registerProcess);
    options.approvals?.forEach(work.registerApproval);
    options.subjects?.forEach(work.registerSubject);
    return { work, access };
  };
  const actorOf = async (userId: string | undefined): Promise<Actor> => {
    const member =
      userId === undefined ? undefined : (await opened().access.staff.find(kernel.postgres.db, [userId])).get(userId);
    return member === undefined
      ? ANONYMOUS_ACTOR
      : { kind: 'user', id: member.id, name: member.name, permissions: member.permissions, scopeIds: member.scopeIds };
  };
  beforeAll(async () => {
    const { work, access } = build(kernel);
    kernel.timers.register(work.parts.timers ?? []);
    const app = await createHttpServer({
      kernel,
      routes: [...(work.parts.routes ?? []), ...(access.parts.routes ?? [])],
      authenticate: async ({ headers }) => {
        const id = headers['x-test-user'];
        return actorOf(typeof id === 'string' ? id : undefined);
      },
      rateLimits: false,
    });
    current = { work, access, app };
  });
  afterAll(async () => {
    await current?.app.close();
    current = null;
  });
  const opened = () => {
    if (current === null) {
      throw new Error('The desk exists only while the tests and hooks of the file run');
    }
    return current;
  };
  return {
    get work() {
      return opened().work;
    },
    get access() {
      return opened().access;
    },
    hire: async (name, role, scopeId = null) => {
      const id = newId();
      const now = kernel.clock.now();
      await sql`
        insert into access.users (id, email, name, locale, password_hash, created_at, updated_at)
        values (${id}, ${`${id}@example.com`}, ${name}, 'zh-CN', 'none', ${now}, ${now})`.execute(kernel.postgres.db);
      await sql`insert into access.assignments values (${id}, ${role}, ${scopeId})`.execute(kernel.postgres.db);
      return id;
    },
    call: async (userId, method, url, body) => {
      const reply = await opened().app.inject({
        method,
        url,
        headers: userId === null ? {} : { 'x-test-user': userId },
        ...(body === undefined ? {} : { payload: body }),
      });
      return { status: reply.statusCode, body: reply.body === '' ? null : reply.json() };
    },
    context: async (userId) => ({ actor: await actorOf(userId), requestId: 'test', locale: 'zh-CN' }),
    second: (other) => build(other).work,
  };
}
