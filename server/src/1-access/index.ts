import type { Context } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { DoctorCheck } from '#kernel/doctor/doctor.ts';
import { invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import type { Kernel, ModuleParts, SettingDefinition } from '#kernel/module.ts';
import { createMasterKeys } from '#kernel/secrets/master-keys.ts';
import { createActors, type LocalizedActor, type SignedRequest } from './actors/service.ts';
import { apiKeyRoutes } from './api-keys/routes.ts';
import { type NewApiKey, newApiKeySchema } from './api-keys/schema.ts';
import { createApiKeys } from './api-keys/service.ts';
import type { Attesting } from './attesting/service.ts';
import { auditRoutes } from './audit/routes.ts';
import { type Audit, type AuditTrail, createAuditTrail } from './audit/service.ts';
import { ACCESS_AUDIT_WORDS, type AuditWords } from './audit/words.ts';
import type { AuditChain } from './audit-chain/service.ts';
import { createAuditSigner } from './audit-signing/service.ts';
import { DEFAULT_PASSWORD_COST, type PasswordCost } from './credentials/service.ts';
import { accessErasure } from './erasing/service.ts';
import { ACCESS_EVENT_TYPES } from './event-types.ts';
import { ensureFirstAdmin, type FirstAdmin, type FirstAdminInput } from './first-admin/service.ts';
import type { Lookups } from './lookups/service.ts';
import type { Networks } from './networks/service.ts';
import { noticeRoutes } from './notices/routes.ts';
import { createNotices, type Notify } from './notices/service.ts';
import { forgetNoticesTimer } from './notices/timers.ts';
import { ACCESS_PERMISSIONS } from './roles/access-permissions.ts';
import type { PermissionDefinition } from './roles/roles.ts';
import { roleRoutes } from './roles/routes.ts';
import { scopeRoutes } from './scopes/routes.ts';
import { createScopes } from './scopes/service.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { createSessions } from './sessions/service.ts';
import { sessionSweepTimer } from './sessions/timers.ts';
import { ACCESS_SETTINGS } from './settings/access-settings.ts';
import { settingRoutes } from './settings/routes.ts';
import { createSettings } from './settings/service.ts';
import { createSignInGuard } from './sign-in-guard/service.ts';
import { createStaff, type Staff } from './staff/service.ts';
import { createTrust, createTrustGround } from './trust/service.ts';
import { userRoutes } from './users/routes.ts';
import { createUsers } from './users/service.ts';

export type { LocalizedActor, SignedRequest } from './actors/service.ts';
export type { AuditEntry, AuditedValue } from './audit/schema.ts';
export type { Audit, AuditTrail } from './audit/service.ts';
export type { AuditWords } from './audit/words.ts';
export { type AuditChain, sayFault } from './audit-chain/service.ts';
export type { PasswordCost } from './credentials/service.ts';
export { DEFAULT_ADMIN_EMAIL, type FirstAdmin, type FirstAdminInput } from './first-admin/service.ts';
export type { ContactSource, Lookups } from './lookups/service.ts';
export { maskAddress } from './masking/mask-address.ts';
export { maskEmail } from './masking/mask-email.ts';
export { maskNetworkAddress } from './masking/mask-network-address.ts';
export { maskPhone } from './masking/mask-phone.ts';
export type { NewNotice, Notify } from './notices/service.ts';
export { ACCESS_PERMISSIONS } from './roles/access-permissions.ts';
export { type PermissionDefinition, ROLE_NAMES, ROLES, type RoleDefinition, type RoleName } from './roles/roles.ts';
export { ACCESS_SETTINGS } from './settings/access-settings.ts';
export type { Staff, StaffMember } from './staff/service.ts';

/** Left out of backups: whoever restores one signs in again. */
export const TRANSIENT_TABLES: readonly string[] = [
  'access.sessions',
  'access.sign_in_failures',
  'access.oidc_attempts',
];

export interface AccessOptions {
  /** Declared by the other modules; this module adds its own. */
  readonly permissions: readonly PermissionDefinition[];
  /** Of the other modules; this module adds its own. */
  readonly settings: readonly SettingDefinition[];
  /** How people read what the other modules write into the trail; this module adds its own. */
  readonly auditWords?: readonly AuditWords[];
  /** What a password costs to check; tests take less. */
  readonly passwordCost?: PasswordCost;
}

/** Who may: what the rest of the platform is offered. */
export interface Access {
  readonly parts: ModuleParts;
  /** Every declared permission, those of this module included. */
  readonly permissions: readonly PermissionDefinition[];
  /** Who sent a request; what `createHttpServer` asks. */
  authenticate(request: SignedRequest): Promise<LocalizedActor>;
  /** Writes the audit row of what `tx` does. */
  readonly audit: Audit;
  /** For erasure: takes away what the trail could show of the values of these subjects. */
  readonly forgetValues: AuditTrail['forgetValues'];
  /** What shows that nobody changed the trail. */
  readonly auditChain: AuditChain;
  readonly doctorChecks: readonly DoctorCheck[];
  /** Before sensitive values are shown: throws 403 `attestation_required` for somebody who did not attest. */
  readonly requireAttestation: Attesting['requireValid'];
  /** Notes who looks at whom, and raises alerts about unusual looking. */
  readonly lookups: Pick<Lookups, 'look' | 'registerContacts' | 'subjectsBetween'>;
  /** Takes away all lists of allowed networks, for whoever has the machine and locked everybody out. */
  readonly clearNetworks: Networks['clear'];
  /** Tells staff something, in the transaction of what they are told of. */
  readonly notify: Notify;
  /** Who works here, for modules that hand work out. */
  readonly staff: Staff;
  /**
   * The value in force of a setting: the override, else the default. Inside a transaction give it as `reader`, or
   * transactions that hold all connections could wait for one more.
   */
  setting<T>(setting: SettingDefinition | string, reader?: Db | Tx): Promise<T>;
  ensureFirstAdmin(input: FirstAdminInput): Promise<FirstAdmin>;
  /** Makes a key in a transaction of its own; `scopeId` and `expiresAt` default to null. Throws `input_invalid`. */
  createApiKey(context: Context, input: ApiKeyInput): Promise<{ id: string; key: string }>;
}

export type ApiKeyInput = Pick<NewApiKey, 'name' | 'role'> & Partial<NewApiKey>;

/** Builds the module over one kernel. Throws when two permissions or two settings share a name. */
export function createAccess(kernel: Kernel, options: AccessOptions): Access {
  const declared = unique([...ACCESS_PERMISSIONS, ...options.permissions]);
  const passwordCost = options.passwordCost ?? DEFAULT_PASSWORD_COST;
  const keys = createMasterKeys(kernel.config);
  const signer = createAuditSigner(keys);
  const trail = createAuditTrail(kernel, { signer, words: [ACCESS_AUDIT_WORDS, ...(options.auditWords ?? [])] });
  const { audit } = trail;
  const settings = createSettings(kernel, { definitions: [...ACCESS_SETTINGS, ...options.settings], audit });
  const scopes = createScopes(kernel, { audit });
  const ground = createTrustGround(kernel, { keys, signer, settings, audit });
  const actors = createActors(kernel, { declared, settings, ...ground });
  const users = createUsers(kernel, { declared, settings, audit, passwordCost });
  const apiKeys = createApiKeys(kernel, { declared, audit });
  const guard = createSignInGuard(kernel, { settings, audit });
  const notices = createNotices(kernel);
  const staff = createStaff(declared);
  const sessions = createSessions(kernel, { actors, users, guard, settings, audit, passwordCost, ...ground });
  const shared = { ground, declared, settings, audit, guard, passwordCost };
  const trust = createTrust(kernel, { ...shared, sessions, staff, notify: notices.notify });
  return {
    parts: {
      name: 'access',
      eventTypes: ACCESS_EVENT_TYPES,
      routes: [
        ...sessionRoutes(sessions),
        ...userRoutes(users),
        ...roleRoutes(declared),
        ...scopeRoutes(scopes),
        ...apiKeyRoutes(apiKeys),
        ...auditRoutes(trail),
        ...trust.routes,
        ...settingRoutes(settings),
        ...noticeRoutes(notices),
      ],
      jobs: trust.jobs,
      timers: [sessionSweepTimer(settings), forgetNoticesTimer, ...trust.timers],
      settings: ACCESS_SETTINGS,
      erasure: accessErasure(kernel),
    },
    permissions: declared,
    authenticate: actors.authenticate,
    audit,
    forgetValues: trail.forgetValues,
    auditChain: ground.auditChain,
    doctorChecks: [ground.auditChain.doctorCheck],
    requireAttestation: trust.attesting.requireValid,
    lookups: trust.lookups,
    clearNetworks: ground.networks.clear,
    notify: notices.notify,
    staff,
    setting: settings.value,
    ensureFirstAdmin: (input) => ensureFirstAdmin(kernel, { users, audit, passwordCost }, input),
    createApiKey: (context, input) =>
      kernel.transaction(context, (tx) => apiKeys.create(tx, context, readApiKey(input))),
  };
}

function readApiKey(input: ApiKeyInput): NewApiKey {
  const parsed = newApiKeySchema.safeParse(input, { reportInput: true });
  if (!parsed.success) {
    throw invalidInput(faultsOf(parsed.error.issues, 'key'), parsed.error);
  }
  return parsed.data;
}

/** The same object may come twice, two of one name may not. */
function unique(permissions: readonly PermissionDefinition[]): readonly PermissionDefinition[] {
  const byName = new Map<string, PermissionDefinition>();
  for (const permission of permissions) {
    const known = byName.get(permission.name);
    if (known !== undefined && known !== permission) {
      throw new Error(`Two permissions are called ${permission.name}`);
    }
    byName.set(permission.name, permission);
  }
  return [...byName.values()];
}
