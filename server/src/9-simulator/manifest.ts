import { z } from 'zod';
import type { Parameters } from './parameters.ts';

/** One file of the output. */
export interface ManifestFile {
  readonly name: string;
  /** What the platform takes it in as; null for the truth. */
  readonly kind: string | null;
  readonly source: string | null;
  readonly encoding: string;
  /** Lines without the header. */
  readonly rows: number;
  /** Rows that are meant to be refused by an import. */
  readonly faulty: number;
  readonly bytes: number;
  readonly sha256: string;
}

export const FORMAT = 'zhike-simulation-1';

/** What has to be known of an earlier manifest: names of files below the folder. */
export const manifestSchema = z.object({
  format: z.literal(FORMAT),
  files: z.array(z.object({ name: z.string().regex(/^(?:truth\/)?[a-z-]+\.(?:csv|jsonl)$/) })),
});

/** What stands in the folder; the same for the same parameters. */
export interface Manifest {
  readonly format: typeof FORMAT;
  readonly parameters: Parameters;
  readonly files: readonly ManifestFile[];
}

/** What of the manifest people want to know first. */
export function summaryOf({ files }: Manifest): {
  readonly orderLines: number;
  readonly events: number;
  readonly bytes: number;
} {
  const rowsOf = (kind: string): number =>
    files.filter((file) => file.kind === kind).reduce((sum, file) => sum + file.rows, 0);
  return {
    orderLines: rowsOf('orders'),
    events: rowsOf('events'),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  };
}
