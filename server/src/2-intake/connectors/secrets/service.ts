import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import type { SecretName } from '../schema.ts';
import type { ConnectorRow, StoredSecret } from '../store.ts';

/** How long the signing secret before the newest still works. */
const OVERLAP_MS = 24 * 60 * 60_000;

function purposeOf(connectorId: string, name: SecretName): string {
  return `intake.connector.${connectorId}.${name}`;
}

/** A new secret in place of the one before, which works on for a day. */
export async function replaceSecret(
  box: SecretBox,
  connector: Pick<ConnectorRow, 'id' | 'secrets'>,
  { name, value, now }: { readonly name: SecretName; readonly value: string; readonly now: Date },
): Promise<StoredSecret> {
  const before = connector.secrets[name]?.sealed ?? null;
  return {
    sealed: await box.seal(value, purposeOf(connector.id, name)),
    before: name === 'signing' ? before : null,
    beforeUntil: before === null || name !== 'signing' ? null : new Date(now.getTime() + OVERLAP_MS).toISOString(),
  };
}

/** The secrets of a name that work now, the newest first; none when none was given. */
export async function secretsInForce(
  box: SecretBox,
  connector: Pick<ConnectorRow, 'id' | 'secrets'>,
  { name, now }: { readonly name: SecretName; readonly now: Date },
): Promise<string[]> {
  const stored = connector.secrets[name];
  if (stored === undefined) {
    return [];
  }
  const isBeforeInForce = stored.before !== null && stored.beforeUntil !== null && new Date(stored.beforeUntil) > now;
  const sealed = [stored.sealed, ...(isBeforeInForce && stored.before !== null ? [stored.before] : [])];
  return Promise.all(sealed.map((each) => box.open(each, purposeOf(connector.id, name))));
}
