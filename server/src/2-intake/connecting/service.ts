import type { Access } from '#access';
import type { GuardedFetch } from '#kernel/http/guarded-fetch.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import { connectorJobs } from '../connectors/jobs.ts';
import type { ConnectorKind } from '../connectors/kind.ts';
import { connectorRoutes } from '../connectors/routes.ts';
import { type Connectors, createConnectors } from '../connectors/service.ts';
import { connectorTimers } from '../connectors/timers.ts';
import { webshop } from '../connectors/webshop/webshop.ts';
import type { Records } from '../records/service.ts';

/** Every kind of system that can be connected; a test compares the list with the folders. */
// Settings of a kind are its own business; the registry holds kinds of every settings.
export const CONNECTOR_KINDS: readonly ConnectorKind[] = [webshop as ConnectorKind];

/** The module's face towards systems that are connected. */
export interface Connecting {
  readonly parts: ModuleParts;
  readonly connectors: Connectors;
}

export interface ConnectingOptions {
  readonly records: Pick<Records, 'take'>;
  readonly secrets: SecretBox;
  readonly fetch: GuardedFetch;
}

/** Shops and other systems that send to us or are asked by us. */
export function createConnecting(
  kernel: Kernel,
  access: Pick<Access, 'audit'>,
  options: ConnectingOptions,
): Connecting {
  const connectors = createConnectors(kernel, { kinds: CONNECTOR_KINDS, audit: access.audit, ...options });
  return {
    connectors,
    parts: {
      name: 'intake',
      routes: connectorRoutes(connectors),
      jobs: connectorJobs(connectors.pulling),
      timers: connectorTimers(kernel),
    },
  };
}
