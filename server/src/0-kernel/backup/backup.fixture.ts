import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { createSettableClock } from '#kernel/clock.ts';
import { migratePostgres } from '#kernel/db/migrate.ts';
import type { Postgres } from '#kernel/db/postgres.ts';
import { migrateJobs } from '#kernel/jobs/jobs.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import type { BackupSource } from './write-backup.ts';

/** A module with everything that is hard to carry over: circles within a table, odd names, every type. */
export const SHELF_SQL = `
create schema shelf;
create type shelf.colour as enum ('red', '绿');
create table shelf.zz_boxes (
  id bigint generated always as identity primary key,
  parent_id bigint references shelf.zz_boxes (id),
  label text not null
);
create table shelf.a_goods (
  id uuid primary key,
  box_id bigint references shelf.zz_boxes (id),
  "Odd ""name"" 列" text,
  price numeric,
  weight double precision,
  picture bytea,
  tags text[],
  matrix int[][],
  data jsonb,
  raw json,
  colour shelf.colour,
  made_at timestamptz,
  made_on date,
  took interval,
  price_twice numeric generated always as (price * 2) stored
);
create table shelf.counters (id int primary key, value bigint not null, note text not null default '');
create table shelf.purses (id int primary key, value bigint not null);
create table shelf.empty_one (id int primary key);
create table shelf.tokens (id int primary key, hash bytea not null);
create table shelf.choices (key text primary key, value int not null);
insert into shelf.choices values ('limit', 1), ('default', 2);
create sequence shelf.numbers start 1000;
create function shelf.refuse() returns trigger language plpgsql as $$ begin raise exception 'append-only'; end $$;
create trigger counters_stay before delete on shelf.empty_one for each statement execute function shelf.refuse();
`;

/** The migrations of the kernel and those given, in a folder of their own. */
export async function makeMigrations(dir: string, more: Readonly<Record<string, string>>): Promise<string> {
  const ours = path.resolve(import.meta.dirname, '../../../migrations/pg');
  await mkdir(dir, { recursive: true });
  for (const name of await readdir(ours)) {
    if (/^\d{4}_kernel_/.test(name)) {
      await cp(path.join(ours, name), path.join(dir, name));
    }
  }
  for (const [name, text] of Object.entries(more)) {
    await writeFile(path.join(dir, name), text);
  }
  return dir;
}

export const silent = createLogger({ level: 'silent' });
export const clock = createSettableClock(new Date('2026-03-02T02:00:00Z'));

export function sourceOf(postgres: Postgres, filesDir: string): BackupSource {
  return { postgres, filesDir, version: '0.1.0', clock, log: silent, transientTables: ['shelf.tokens'] };
}

export async function migrate(postgres: Postgres, dir: string): Promise<void> {
  await migratePostgres(postgres, { dir, log: silent });
  await migrateJobs(postgres, { log: silent });
}

/** Every row of every table as text, so that two databases can be compared. */
export async function dump(postgres: Postgres): Promise<Readonly<Record<string, readonly string[]>>> {
  const { rows: tables } = await sql<{ label: string; name: string }>`
    select n.nspname || '.' || c.relname as label, format('%I.%I', n.nspname, c.relname) as name
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema|graphile_worker)' order by 1`.execute(postgres.db);
  const found: Record<string, readonly string[]> = {};
  for (const { label, name } of tables) {
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.raw(name)} as t order by 1`.execute(postgres.db);
    found[label] = rows.map(({ row }) => row);
  }
  return found;
}
