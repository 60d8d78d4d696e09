import type { ErasureParticipant } from '#kernel/erasure/participant.ts';
import type { Kernel } from '#kernel/module.ts';
import { eraseNotices, eraseShownValues } from './store.ts';

/** What staff were shown and told of a customer. The trail itself never has a value of theirs. */
export const accessErasure = ({ postgres }: Pick<Kernel, 'postgres'>): ErasureParticipant => ({
  name: 'access',
  tables: {
    users: 'none',
    assignments: 'none',
    scopes: 'none',
    sessions: 'none',
    sign_in_failures: 'none',
    api_keys: 'none',
    settings: 'none',
    notices: 'deletes',
    // Ids, actions and salted digests; append-only.
    audit: 'keeps',
    audit_unsealed: 'none',
    audit_seals: 'none',
    audit_values: 'deletes',
    audit_verifications: 'none',
    second_factors: 'none',
    recovery_codes: 'none',
    attestations: 'none',
    network_lists: 'none',
    oidc_provider: 'none',
    oidc_accounts: 'none',
    oidc_attempts: 'none',
    // Who looked at whom and when, by id: proof towards the person too. Swept by `access.looks_kept_days`.
    looks: 'keeps',
    look_alerts: 'keeps',
    processors: 'none',
  },
  erase: (tx, _context, subject) => eraseShownValues(tx, subject),
  afterwards: (_context, subject) => eraseNotices(postgres.db, subject),
});
