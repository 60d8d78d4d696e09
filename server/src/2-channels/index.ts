import type { Access } from '#access';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import { accountRoutes } from './accounts/routes.ts';
import { createAccounts } from './accounts/service.ts';
import type { Channel } from './channel.ts';
import { createEmail } from './email/service.ts';
import { createOutbox } from './outbox/service.ts';
import { testingRoutes } from './testing/routes.ts';
import { createTesting } from './testing/service.ts';

export { CHANNELS_AUDIT_WORDS } from './audit-words.ts';
export type { Channel, ChannelMessage, SendOutcome } from './channel.ts';
export { CHANNELS_PERMISSIONS } from './permissions.ts';

export interface Channels {
  readonly parts: ModuleParts;
  /** One for each way out; `5-contact` alone calls them. */
  readonly all: readonly Channel[];
}

export interface ChannelsOptions {
  readonly access: Pick<Access, 'audit' | 'staff'>;
  readonly secrets: SecretBox;
  /** Of one attempt (default 30 s). */
  readonly timeoutMs?: number;
}

/** The ways out over one kernel. */
export function createChannels(kernel: Kernel, { access, secrets, timeoutMs }: ChannelsOptions): Channels {
  const accounts = createAccounts(kernel, { audit: access.audit, secrets });
  const outbox = createOutbox(kernel.config, 'email');
  const email = createEmail({ accounts, outbox, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  return {
    parts: {
      name: 'channels',
      routes: [...accountRoutes(accounts), ...testingRoutes(createTesting(kernel, { access, accounts, email }))],
      erasure: { name: 'channels', tables: { accounts: 'none' } },
    },
    all: [email],
  };
}
