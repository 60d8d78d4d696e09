import type { Access } from '#access';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import type { EmailAccount, EmailAccountChange, SmtpSettings } from './schema.ts';
import * as store from './store.ts';

/** A mail server with what it takes to be let in. */
export interface SmtpAccount extends SmtpSettings {
  readonly password: string | null;
}

export interface Accounts {
  /** Null while nobody has set a server. */
  smtp(): Promise<SmtpAccount | null>;
  get(context: Context): Promise<EmailAccount>;
  set(tx: Tx, context: Context, change: EmailAccountChange): Promise<EmailAccount>;
  remove(tx: Tx, context: Context): Promise<EmailAccount>;
}

const MANAGE = 'channels.manage';
const SECRET_PURPOSE = 'channels.email';

/** How channels reach their providers; passwords are sealed and never shown again. */
export function createAccounts(
  kernel: Pick<Kernel, 'postgres' | 'clock'>,
  { audit, secrets }: { readonly audit: Access['audit']; readonly secrets: SecretBox },
): Accounts {
  const read = (reader: Db | Tx) => store.selectAccount<SmtpSettings>(reader, 'email');
  const keep = (tx: Tx, context: Context, action: string, detail: object) =>
    audit(tx, context, { action, subjectType: 'channel', subjectId: 'email', detail: { ...detail } });
  return {
    smtp: async () => {
      const row = await read(kernel.postgres.db);
      if (row === undefined) {
        return null;
      }
      const sealed = row.secrets['password'];
      return { ...row.settings, password: sealed === undefined ? null : await secrets.open(sealed, SECRET_PURPOSE) };
    },
    get: async (context) => {
      requirePermission(context, MANAGE);
      return present(await read(kernel.postgres.db));
    },
    set: async (tx, context, { password, ...settings }) => {
      requirePermission(context, MANAGE);
      const before = await read(tx);
      // A password of one server is not handed to another one.
      const kept = before?.settings.host === settings.host && password === undefined ? before.secrets : {};
      const row = {
        settings,
        secrets: typeof password === 'string' ? { password: await secrets.seal(password, SECRET_PURPOSE) } : kept,
        updatedBy: context.actor.kind === 'user' ? context.actor.id : null,
        updatedAt: kernel.clock.now(),
      };
      await store.saveAccount(tx, 'email', row);
      await keep(tx, context, 'channels.email_set', { host: settings.host, security: settings.security });
      return present(row);
    },
    remove: async (tx, context) => {
      requirePermission(context, MANAGE);
      await store.deleteAccount(tx, 'email');
      await keep(tx, context, 'channels.email_removed', {});
      return present(undefined);
    },
  };
}

function present(row: store.AccountRow<SmtpSettings> | undefined): EmailAccount {
  return {
    way: row === undefined ? 'outbox' : 'smtp',
    smtp: row?.settings ?? null,
    hasPassword: row?.secrets['password'] !== undefined,
    updatedAt: row?.updatedAt.toISOString() ?? null,
  };
}
