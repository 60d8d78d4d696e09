import { hash, randomBytes } from 'node:crypto';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { ownScope } from '../forms/own-scope.ts';
import type { FormLink } from '../forms/schema.ts';
import * as store from './store.ts';

export interface FormLinks {
  list(context: Context): Promise<{ items: FormLink[] }>;
  /** The token is told this once; only its digest is kept. */
  create(
    tx: Tx,
    context: Context,
    given: { readonly label: string; readonly days: number; readonly scopeId?: string | undefined },
  ): Promise<FormLink & { token: string }>;
  close(tx: Tx, context: Context, id: string): Promise<FormLink>;
  /** Throws `link_invalid` for what is no link of ours, `link_expired` for one that ran out or was closed. */
  open(reader: Db | Tx, token: string): Promise<store.FormLinkRow>;
  countUse(tx: Tx, id: string): Promise<void>;
}

const WRITE = 'forms.write';
const DAY_MS = 86_400_000;
const TOKEN_BYTES = 24;

/** Links by which customers fill in the form themselves. */
export function createFormLinks(kernel: Pick<Kernel, 'postgres' | 'clock'>): FormLinks {
  return {
    list: async (context) => {
      requirePermission(context, WRITE);
      return { items: (await store.selectLinks(kernel.postgres.db, context.actor.scopeIds)).map(present) };
    },
    create: async (tx, context, { label, days, scopeId }) => {
      requirePermission(context, WRITE);
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const now = kernel.clock.now();
      const row = {
        id: newId(),
        label,
        scopeId: ownScope(context, scopeId),
        createdAt: now,
        expiresAt: new Date(now.getTime() + days * DAY_MS),
      };
      await store.insertLink(tx, { ...row, tokenHash: digest(token), createdBy: context.actor.name });
      return { ...present({ ...row, closedAt: null, uses: 0 }), token };
    },
    close: async (tx, context, id) => {
      requirePermission(context, WRITE);
      const closed = await store.closeLink(tx, { id, at: kernel.clock.now(), scopeIds: context.actor.scopeIds });
      if (closed === null) {
        throw notFound({ 'zh-CN': '链接', en: 'link' }, id);
      }
      return present(closed);
    },
    open: async (reader, token) => {
      const row = await store.selectLinkByHash(reader, digest(token));
      if (row === null) {
        throw linkInvalid();
      }
      if (row.closedAt !== null || row.expiresAt <= kernel.clock.now()) {
        throw linkExpired();
      }
      return row;
    },
    countUse: store.countUse,
  };
}

function digest(token: string): string {
  return hash('sha256', `entry.form:${token}`, 'base64url');
}

function present({ id, label, createdAt, expiresAt, closedAt, uses }: store.FormLinkRow): FormLink {
  return {
    id,
    label,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    uses,
  };
}

function linkInvalid(): AppError {
  return new AppError('link_invalid', 400, {
    message: {
      'zh-CN': '链接不完整或不是本系统发出的，请重新扫码或向门店索取',
      en: 'The link is incomplete or not ours; scan the code again or ask the shop for it',
    },
  });
}

function linkExpired(): AppError {
  return new AppError('link_expired', 410, {
    message: {
      'zh-CN': '链接已停用或过期，请向门店索取新的',
      en: 'The link has been closed or has expired; ask the shop for a new one',
    },
  });
}
