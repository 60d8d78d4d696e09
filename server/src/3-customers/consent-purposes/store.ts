import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { PurposeRow, TextRow } from './purpose.ts';

const COLUMNS = sql.raw(`key, label, note, legal_basis as "legalBasis", channels, is_selling as "isSelling",
  confirms_email as "confirmsEmail", expires_months as "expiresMonths", is_built_in as "isBuiltIn",
  archived_at as "archivedAt"`);

/** Every purpose, in the order in which they are shown. */
export async function selectPurposes(db: Db): Promise<readonly PurposeRow[]> {
  const { rows } = await sql<PurposeRow>`
    select ${COLUMNS} from customers.consent_purposes order by archived_at is not null, position, key`.execute(db);
  return rows;
}

export async function lockPurpose(tx: Tx, key: string): Promise<PurposeRow | undefined> {
  const { rows } = await sql<PurposeRow>`
    select ${COLUMNS} from customers.consent_purposes where key = ${key} for update`.execute(tx);
  return rows[0];
}

/** False when there is one of that key. */
export async function insertPurpose(tx: Tx, row: PurposeRow, now: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into customers.consent_purposes (key, label, note, legal_basis, channels, is_selling, confirms_email,
      expires_months, is_built_in, position, updated_at)
    values (${row.key}, ${JSON.stringify(row.label)}::jsonb, ${JSON.stringify(row.note)}::jsonb, ${row.legalBasis},
      ${row.channels}::text[], ${row.isSelling}, ${row.confirmsEmail}, ${row.expiresMonths}, ${row.isBuiltIn},
      (select coalesce(max(position), 0) + 1 from customers.consent_purposes), ${now})
    on conflict do nothing`.execute(tx);
  return Number(numAffectedRows ?? 0) > 0;
}

export async function updatePurpose(tx: Tx, row: PurposeRow, now: Date): Promise<void> {
  await sql`
    update customers.consent_purposes set label = ${JSON.stringify(row.label)}::jsonb,
      note = ${JSON.stringify(row.note)}::jsonb, legal_basis = ${row.legalBasis}, channels = ${row.channels}::text[],
      is_selling = ${row.isSelling}, confirms_email = ${row.confirmsEmail}, expires_months = ${row.expiresMonths},
      archived_at = ${row.archivedAt}, updated_at = ${now}
    where key = ${row.key}`.execute(tx);
}

/** The wording in force of each purpose and language. */
export async function selectTexts(db: Db): Promise<readonly TextRow[]> {
  const { rows } = await sql<TextRow>`
    select distinct on (purpose, language) id, purpose, language, version, body, created_at as "createdAt"
    from customers.consent_texts order by purpose, language desc, version desc`.execute(db);
  return rows;
}

/** The next version; its purpose is locked. */
export async function insertText(
  tx: Tx,
  text: Pick<TextRow, 'id' | 'purpose' | 'language' | 'body'> & { readonly createdBy: string | null },
  now: Date,
): Promise<void> {
  await sql`
    insert into customers.consent_texts (id, purpose, language, version, body, created_by, created_at)
    select ${text.id}, ${text.purpose}, ${text.language}, coalesce(max(version), 0) + 1, ${text.body},
      ${text.createdBy}, ${now}
    from customers.consent_texts where purpose = ${text.purpose} and language = ${text.language}`.execute(tx);
}
