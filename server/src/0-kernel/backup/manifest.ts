import { z } from 'zod';

/** Raised when an older program could no longer read what is written. */
export const FORMAT_VERSION = 1;

/** Members of the archive. The header is first, so that a refusal is quick; sums are known only at the end. */
export const HEADER_NAME = 'backup.json';
export const MANIFEST_NAME = 'manifest.json';
/** SHA-256 of the manifest: with it last, nothing before it can be missing or changed. */
export const SEAL_NAME = 'manifest.sha256';
export const JOBS_NAME = 'jobs';
export const FILES_PREFIX = 'files/';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const countSchema = z.int().min(0);
const contentSchema = z.object({ rows: countSchema, bytes: countSchema, sha256: sha256Schema });

export const headerSchema = z.object({
  format: z.literal('zhike-backup'),
  formatVersion: z.int().min(1),
  /** Of the program that wrote it. */
  version: z.string(),
  createdAt: z.iso.datetime(),
  /** The migrations behind the tables, by file name. */
  ledger: z.array(z.object({ name: z.string(), checksum: sha256Schema })).min(1),
});

export const tableSchema = z.object({
  schema: z.string(),
  name: z.string(),
  /** In the order of the columns in the copy. */
  columns: z.array(z.string()),
});

export const sequenceSchema = z.object({
  schema: z.string(),
  name: z.string(),
  lastValue: z.string().regex(/^-?\d+$/),
  isCalled: z.boolean(),
});

export const manifestSchema = z.object({
  headerSha256: sha256Schema,
  /** In an order in which foreign keys hold at every moment of loading. */
  tables: z.array(tableSchema.extend(contentSchema.shape)),
  sequences: z.array(sequenceSchema),
  /** Waiting jobs, apart from the tables of the queue, whose layout belongs to graphile-worker. */
  jobs: contentSchema.extend({ lastId: z.string().regex(/^\d+$/) }),
  files: z.object({
    count: countSchema,
    bytes: countSchema,
    /** Over one line for each file, as `fileLine` writes it, in the order of the archive. */
    sha256: sha256Schema,
  }),
});

export type BackupHeader = z.infer<typeof headerSchema>;
export type BackupTable = z.infer<typeof tableSchema>;
export type BackupSequence = z.infer<typeof sequenceSchema>;
export type BackupManifest = z.infer<typeof manifestSchema>;

/** The name of a table in messages and in the archive. */
export function tableLabel(table: { readonly schema: string; readonly name: string }): string {
  return `${table.schema}.${table.name}`;
}

/** Where the rows of a table lie in the archive; chunks are numbered below it. */
export function tablePart(table: { readonly schema: string; readonly name: string }): string {
  return `tables/${tableLabel(table)}`;
}

/** What the digest of all files is made of. */
export function fileLine(file: { readonly name: string; readonly bytes: number; readonly sha256: string }): string {
  return `${file.sha256} ${file.bytes} ${file.name}\n`;
}

/** A file below the folder, with slashes: no way out of it, no hidden file. */
export function isSafeFileName(name: string): boolean {
  return name.split('/').every((segment) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(segment));
}
