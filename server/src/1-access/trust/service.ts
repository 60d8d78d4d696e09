import type { Route } from '#kernel/http/route.ts';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Kernel } from '#kernel/module.ts';
import type { MasterKeys } from '#kernel/secrets/master-keys.ts';
import { createSecretBox, type SecretBox } from '#kernel/secrets/secret-box.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { attestationRoutes } from '../attesting/routes.ts';
import { type Attesting, createAttesting } from '../attesting/service.ts';
import type { Audit } from '../audit/service.ts';
import { verifyAuditJob } from '../audit-chain/jobs.ts';
import { auditChainRoutes } from '../audit-chain/routes.ts';
import { type AuditChain, createAuditChain } from '../audit-chain/service.ts';
import { auditChainTimers } from '../audit-chain/timers.ts';
import type { AuditSigner } from '../audit-signing/service.ts';
import type { PasswordCost } from '../credentials/service.ts';
import { lookupRoutes } from '../lookups/routes.ts';
import { createLookups, type Lookups } from '../lookups/service.ts';
import { forgetLooksTimer } from '../lookups/timers.ts';
import { networkRoutes } from '../networks/routes.ts';
import { createNetworks, type Networks } from '../networks/service.ts';
import type { Notify } from '../notices/service.ts';
import { oidcRoutes } from '../oidc/routes.ts';
import { createOidc } from '../oidc/service.ts';
import { createOidcClient } from '../oidc-client/service.ts';
import { secondFactorRoutes } from '../own-second-factor/routes.ts';
import { createOwnSecondFactor } from '../own-second-factor/service.ts';
import { processorRoutes } from '../processors/routes.ts';
import { createProcessors } from '../processors/service.ts';
import type { PermissionDefinition } from '../roles/roles.ts';
import { createSecondFactors, type SecondFactors } from '../second-factor/service.ts';
import type { Sessions } from '../sessions/service.ts';
import type { Settings } from '../settings/service.ts';
import type { SignInGuard } from '../sign-in-guard/service.ts';
import type { Staff } from '../staff/service.ts';
import { userSessionRoutes } from '../user-sessions/routes.ts';
import { createUserSessions } from '../user-sessions/service.ts';

/** What sign-in itself needs of second factors and networks. */
export interface TrustGround {
  readonly keys: MasterKeys;
  readonly signer: AuditSigner;
  readonly secrets: SecretBox;
  readonly factors: SecondFactors;
  readonly networks: Networks;
  readonly auditChain: AuditChain;
}

export interface TrustGroundOptions {
  readonly keys: MasterKeys;
  readonly signer: AuditSigner;
  readonly settings: Settings;
  readonly audit: Audit;
}

/** The parts that come before sign-in. */
export function createTrustGround(kernel: Kernel, { keys, signer, settings, audit }: TrustGroundOptions): TrustGround {
  const secrets = createSecretBox(kernel.config);
  return {
    keys,
    signer,
    secrets,
    factors: createSecondFactors(kernel, { secrets, settings }),
    networks: createNetworks(kernel, { audit }),
    auditChain: createAuditChain(kernel, signer),
  };
}

export interface TrustOptions {
  readonly ground: TrustGround;
  readonly declared: readonly PermissionDefinition[];
  readonly settings: Settings;
  readonly audit: Audit;
  readonly guard: SignInGuard;
  readonly sessions: Sessions;
  readonly notify: Notify;
  readonly staff: Staff;
  readonly passwordCost: PasswordCost;
}

/** What keeps accounts and the trail trustworthy, beside sign-in itself. */
export interface Trust {
  readonly routes: readonly Route[];
  readonly jobs: readonly JobKind[];
  readonly timers: readonly TimerKind[];
  readonly attesting: Attesting;
  readonly lookups: Lookups;
}

/** Second factors, attestations, networks, the company sign-in, sessions of others, the chain of the trail. */
export function createTrust(kernel: Kernel, { ground, ...tools }: TrustOptions): Trust {
  const { factors, networks, auditChain, secrets } = ground;
  const own = createOwnSecondFactor(kernel, { ...tools, factors });
  const attesting = createAttesting(kernel, { ...tools, factors, own });
  const oidc = createOidc(kernel, { ...tools, client: createOidcClient(), secrets });
  const lookups = createLookups(kernel, tools);
  return {
    attesting,
    lookups,
    routes: [
      ...auditChainRoutes(auditChain),
      ...secondFactorRoutes(own),
      ...attestationRoutes(attesting),
      ...networkRoutes(networks),
      ...oidcRoutes(oidc),
      ...userSessionRoutes(createUserSessions(kernel, tools)),
      ...lookupRoutes(lookups),
      ...processorRoutes(createProcessors(kernel, tools)),
    ],
    jobs: [verifyAuditJob(auditChain)],
    timers: [...auditChainTimers(auditChain), forgetLooksTimer(tools.settings)],
  };
}
