import { sql } from 'kysely';
import type { ContactChannel } from '#customers/pure';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Locale } from '#kernel/pure/text.ts';
import type { NewTemplate } from './schema.ts';

export interface TemplateRow {
  readonly id: string;
  readonly key: string;
  readonly purpose: string;
  readonly channel: ContactChannel;
  readonly language: Locale;
  readonly version: number;
  readonly name: string;
  readonly subject: string | null;
  readonly bodyText: string;
  readonly bodyHtml: string | null;
  readonly createdAt: Date;
}

const COLUMNS = sql.raw(`id, key, purpose, channel, language, version, name, subject, body_text as "bodyText",
  body_html as "bodyHtml", created_at as "createdAt"`);

/** Of each key, channel and language the newest version. */
export async function selectTemplates(db: Db, keys: readonly string[] | null): Promise<readonly TemplateRow[]> {
  const { rows } = await sql<TemplateRow>`
    select distinct on (key, channel, language) ${COLUMNS} from contact.templates
    where ${keys}::text[] is null or key = any(${keys}::text[])
    order by key, channel, language desc, version desc`.execute(db);
  return rows;
}

export async function selectTemplate(db: Db, id: string): Promise<TemplateRow | undefined> {
  const { rows } = await sql<TemplateRow>`select ${COLUMNS} from contact.templates where id = ${id}`.execute(db);
  return rows[0];
}

/** Of all languages of a key, what it is for; one template has one purpose. */
export async function selectPurposeOf(db: Db, key: string): Promise<string | null> {
  const { rows } = await sql<{ purpose: string }>`
    select purpose from contact.templates where key = ${key} limit 1`.execute(db);
  return rows[0]?.purpose ?? null;
}

/** Two who publish at once: the unique version refuses one, who tries again. */
export async function insertTemplate(
  tx: Tx,
  row: NewTemplate & { readonly id: string; readonly createdBy: string | null; readonly at: Date },
): Promise<TemplateRow | undefined> {
  const { rows } = await sql<TemplateRow>`
    insert into contact.templates (id, key, purpose, channel, language, version, name, subject, body_text, body_html,
      created_by, created_at)
    select ${row.id}, ${row.key}, ${row.purpose}, ${row.channel}, ${row.language}, coalesce(max(version), 0) + 1,
      ${row.name}, ${row.subject}, ${row.bodyText}, ${row.bodyHtml}, ${row.createdBy}::uuid, ${row.at}::timestamptz
    from contact.templates where key = ${row.key} and channel = ${row.channel} and language = ${row.language}
    returning ${COLUMNS}`.execute(tx);
  return rows[0];
}
