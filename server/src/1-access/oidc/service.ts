import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import type { Audit } from '../audit/service.ts';
import { digestSecret, hashPassword, newSecret, type PasswordCost } from '../credentials/service.ts';
import { type OidcClient, oidcRefused, type ProviderAddress } from '../oidc-client/service.ts';
import type { Grant } from '../roles/grants.ts';
import { requireEverywhere } from '../roles/require-everywhere.ts';
import type { PermissionDefinition } from '../roles/roles.ts';
import type { OpenedSession, Sessions, Visit } from '../sessions/service.ts';
import { emailSchema } from '../users/schema.ts';
import { requireGrantable } from '../users/service.ts';
import {
  insertUser,
  lockUserChanges,
  replaceAssignments,
  selectAdmins,
  selectUser,
  selectUserByEmail,
} from '../users/store.ts';
import { rolesOfClaim, safeNext } from './claims.ts';
import type { OidcProvider, OidcSettings } from './schema.ts';
import * as store from './store.ts';

export interface Oidc {
  options(): Promise<{ oidc: { label: string } | null }>;
  /** Throws 404 without a provider, 502 when it does not answer. */
  begin(context: Context, next: string): Promise<{ url: string; browserToken: string }>;
  /** Throws 401 `oidc_refused`, 403 `oidc_account_unknown`, `network_refused`. */
  finish(
    context: Context,
    back: { readonly parameters: string; readonly browserToken: string | undefined; readonly visit: Visit },
  ): Promise<OpenedSession & { readonly next: string }>;
  settings(context: Context): Promise<{ provider: OidcProvider | null }>;
  /** Throws `grant_exceeds_own` when the map gives roles that the asker does not hold. */
  change(tx: Tx, context: Context, settings: OidcSettings): Promise<OidcProvider>;
}

export interface OidcOptions {
  readonly declared: readonly PermissionDefinition[];
  readonly client: OidcClient;
  readonly secrets: SecretBox;
  readonly sessions: Pick<Sessions, 'openFor'>;
  readonly audit: Audit;
  readonly passwordCost: PasswordCost;
}

const SECRET_PURPOSE = 'access.oidc_client_secret';
const ATTEMPT_PURPOSE = 'access.oidc_attempt';
const ATTEMPT_MS = 600_000;

/** Sign-in through the company's own provider, over one kernel. */
export function createOidc(kernel: Kernel, tools: OidcOptions): Oidc {
  const { db } = kernel.postgres;
  const enabled = async (): Promise<store.ProviderRow> => {
    const row = await store.selectProvider(db);
    return row !== null && row.isEnabled ? row : noProvider();
  };
  const addressOf = async (row: store.ProviderRow): Promise<ProviderAddress> => ({
    issuer: row.issuer,
    clientId: row.clientId,
    clientSecret: row.clientSecret === null ? null : await tools.secrets.open(row.clientSecret, SECRET_PURPOSE),
    redirectUri: `${row.publicUrl.replace(/\/+$/u, '')}/sign-in/oidc`,
  });
  return {
    options: async () => {
      const row = await store.selectProvider(db);
      return { oidc: row !== null && row.isEnabled ? { label: row.label } : null };
    },
    begin: async (context, next) => {
      const { url, state, secrets } = await tools.client.begin(await addressOf(await enabled()));
      const browserToken = newSecret();
      const now = kernel.clock.now();
      const attempt = {
        stateHash: digestSecret(state),
        browserHash: digestSecret(browserToken),
        secrets: await tools.secrets.seal(JSON.stringify(secrets), ATTEMPT_PURPOSE),
        nextPath: safeNext(next),
        expiresAt: new Date(now.getTime() + ATTEMPT_MS),
      };
      await kernel.transaction(context, (tx) => store.insertAttempt(tx, attempt, now));
      return { url, browserToken };
    },
    finish: async (context, { parameters, browserToken, visit }) => {
      const provider = await enabled();
      const state = new URLSearchParams(parameters).get('state') ?? '';
      const attempt = await requireAttempt(db, { state, browserToken, now: kernel.clock.now() });
      const secrets = JSON.parse(await tools.secrets.open(attempt.secrets, ATTEMPT_PURPOSE)) as {
        verifier: string;
        nonce: string;
      };
      const claims = await tools.client.finish(await addressOf(provider), { parameters, state, secrets });
      const userId = await kernel.transaction(context, (tx) =>
        findUser(kernel, tools, { tx, context, provider, claims }),
      );
      const opened = await tools.sessions.openFor(context, { ...visit, userId });
      if (opened === null) {
        throw unknownAccount();
      }
      return { ...opened, next: attempt.nextPath };
    },
    settings: async (context) => {
      requirePermission(context, 'settings.manage');
      const row = await store.selectProvider(db);
      return { provider: row === null ? null : present(row) };
    },
    change: (tx, context, settings) => changeProvider(kernel, tools, { tx, context, settings }),
  };
}

/** The attempt of this browser; whoever brings the state of another browser gets nothing and spoils it. */
async function requireAttempt(
  db: Db,
  back: { readonly state: string; readonly browserToken: string | undefined; readonly now: Date },
): Promise<store.AttemptRow> {
  const attempt = await store.takeAttempt(db, digestSecret(back.state));
  const isOfBrowser =
    back.browserToken !== undefined && attempt?.browserHash.equals(digestSecret(back.browserToken)) === true;
  if (attempt === null || !isOfBrowser || attempt.expiresAt <= back.now) {
    throw oidcRefused(new Error('No attempt of this browser has this state'));
  }
  return attempt;
}

interface Finding {
  readonly tx: Tx;
  readonly context: Context;
  readonly provider: store.ProviderRow;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The user who this is: known before, joined by a verified e-mail, or made, where the settings say so. */
async function findUser(kernel: Kernel, tools: OidcOptions, finding: Finding): Promise<string> {
  const { tx, context, provider, claims } = finding;
  await lockUserChanges(tx);
  const subject = String(claims['sub']);
  const grants = rolesOfClaim(claims, provider).map((role) => ({ role, scopeId: null }));
  const known = await store.selectAccount(tx, { issuer: provider.issuer, subject });
  if (known !== null) {
    if (known.isManaged && provider.roleClaim !== null) {
      await followGroups(tools, { tx, context, userId: known.userId, grants });
    }
    return known.userId;
  }
  const email = emailSchema.safeParse(claims['email']).data;
  const holder = email === undefined ? null : await selectUserByEmail(tx, email);
  const isVerified = claims['email_verified'] === true;
  const at = kernel.clock.now();
  const join = async (userId: string, isManaged: boolean): Promise<string> => {
    await store.insertAccount(tx, { issuer: provider.issuer, subject, userId, isManaged, at });
    const action = isManaged ? 'access.user_created_by_oidc' : 'access.user_joined_to_oidc';
    await tools.audit(tx, context, { action, subjectType: 'user', subjectId: userId, detail: { roles: grants } });
    return userId;
  };
  if (holder !== null && provider.linksByEmail && isVerified) {
    return join(holder.id, false);
  }
  if (holder === null && email !== undefined && isVerified && provider.createsUsers && grants.length > 0) {
    const id = newId();
    await insertUser(tx, {
      id,
      email,
      name: nameOf(claims, email),
      locale: 'zh-CN',
      // Nobody knows it: they come through the provider alone.
      passwordHash: await hashPassword(newSecret(), tools.passwordCost),
      passwordTemporary: false,
      at,
    });
    await replaceAssignments(tx, id, grants);
    return join(id, true);
  }
  throw unknownAccount();
}

interface Following {
  readonly tx: Tx;
  readonly context: Context;
  readonly userId: string;
  readonly grants: readonly Grant[];
}

/**
 * The roles of somebody whom the provider's groups rule become those of today. The last administrator keeps that role
 * whatever the groups say: refusing the sign-in would leave nobody who could put it right, nor would obeying them.
 */
async function followGroups(tools: OidcOptions, { tx, context, userId, grants }: Following): Promise<void> {
  const before = await selectUser(tx, { id: userId, scopeIds: null });
  await replaceAssignments(tx, userId, grants);
  const isAdmin = ({ role, scopeId }: Grant): boolean => role === 'admin' && scopeId === null;
  const wasAdmin = before?.disabled_at === null && before.grants.some(isAdmin);
  const isLast = wasAdmin && (await selectAdmins(tx)).length === 0;
  const after = isLast ? [...grants, { role: 'admin' as const, scopeId: null }] : grants;
  if (isLast) {
    await replaceAssignments(tx, userId, after);
  }
  if (before !== null && rolesText(before.grants) !== rolesText(after)) {
    await tools.audit(tx, context, {
      action: 'access.roles_followed_groups',
      subjectType: 'user',
      subjectId: userId,
      detail: { before: before.grants, after },
    });
  }
  if (isLast) {
    await tools.audit(tx, context, {
      action: 'access.last_admin_kept',
      subjectType: 'user',
      subjectId: userId,
      detail: { groups: grants.map(({ role }) => role) },
    });
  }
}

function rolesText(grants: readonly Grant[]): string {
  return grants
    .map(({ role, scopeId }) => `${role} ${scopeId ?? ''}`)
    .toSorted()
    .join();
}

function nameOf(claims: Readonly<Record<string, unknown>>, email: string): string {
  const name = typeof claims['name'] === 'string' ? claims['name'].trim().slice(0, 100) : '';
  return name === '' ? (email.split('@')[0] ?? email) : name;
}

async function changeProvider(
  kernel: Kernel,
  tools: OidcOptions,
  { tx, context, settings }: { readonly tx: Tx; readonly context: Context; readonly settings: OidcSettings },
): Promise<OidcProvider> {
  requirePermission(context, 'settings.manage');
  requirePermission(context, 'users.manage');
  requireEverywhere(context);
  const { clientSecret, ...given } = settings;
  const grants = Object.values(given.roleMap).map((role) => ({ role, scopeId: null }));
  await requireGrantable(tx, { context, grants, declared: tools.declared });
  const before = await store.selectProvider(tx);
  const row: store.ProviderRow = {
    ...given,
    clientSecret:
      clientSecret === undefined
        ? (before?.clientSecret ?? null)
        : clientSecret === null
          ? null
          : await tools.secrets.seal(clientSecret, SECRET_PURPOSE),
  };
  await store.putProvider(tx, row, kernel.clock.now());
  await tools.audit(tx, context, {
    action: 'access.oidc_provider_changed',
    subjectType: 'oidc_provider',
    subjectId: given.issuer,
    detail: { ...given, secretChanged: clientSecret !== undefined },
  });
  return present(row);
}

function present({ clientSecret, roleMap, ...row }: store.ProviderRow): OidcProvider {
  // The settings let in no other roles.
  return { ...row, roleMap: roleMap as OidcProvider['roleMap'], hasSecret: clientSecret !== null };
}

function noProvider(): never {
  throw new AppError('oidc_off', 404, {
    message: { 'zh-CN': '没有开启企业统一登录', en: 'There is no company sign-in here' },
  });
}

function unknownAccount(): AppError {
  return new AppError('oidc_account_unknown', 403, {
    message: {
      'zh-CN': '你的企业账号还没有对应的知客账号，请联系管理员',
      en: 'Your company account belongs to no user here; ask an administrator',
    },
  });
}
