/** What one source says about someone, already normalised. Null means that it says nothing about it. */
export interface Statement {
  readonly account: string | null;
  /** E.164 */
  readonly phone: string | null;
  /** Lower case */
  readonly email: string | null;
  readonly name: string | null;
  readonly address: string | null;
  readonly region: string | null;
  readonly statedAt: Date;
}

export const STATED_FIELDS = ['account', 'phone', 'email', 'name', 'address', 'region'] as const;
export type StatedField = (typeof STATED_FIELDS)[number];

/** What makes it the same record again at its source; null when the statement names nobody. */
export function recordKey(statement: Statement): string | null {
  if (statement.account !== null) {
    return `account:${statement.account}`;
  }
  if (statement.phone !== null) {
    return `phone:${statement.phone}`;
  }
  return statement.email === null ? null : `email:${statement.email}`;
}

/** Two statements of one source about the same record: per field the newer word that says anything. */
export function mergeStatements(earlier: Statement, later: Statement): Statement {
  const [older, newer] = earlier.statedAt <= later.statedAt ? [earlier, later] : [later, earlier];
  return {
    account: newer.account ?? older.account,
    phone: newer.phone ?? older.phone,
    email: newer.email ?? older.email,
    name: newer.name ?? older.name,
    address: newer.address ?? older.address,
    region: newer.region ?? older.region,
    statedAt: newer.statedAt,
  };
}

/** Whether taking in `incoming` would change what is stored. An older statement only fills what was empty. */
export function changesRecord(stored: Statement, incoming: Statement): boolean {
  const merged = mergeStatements(stored, incoming);
  return STATED_FIELDS.some((field) => merged[field] !== stored[field]);
}
