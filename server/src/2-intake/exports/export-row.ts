import type { Locale, Text } from '#kernel/pure/text.ts';
import type { Export, ExportFormat } from './schema.ts';

/** An export as it is stored. */
export interface ExportRow {
  readonly id: string;
  readonly kind: string;
  readonly format: ExportFormat;
  readonly columns: readonly string[];
  readonly filter: Readonly<Record<string, unknown>>;
  readonly unmasked: boolean;
  readonly reason: string | null;
  readonly locale: Locale;
  readonly scopeIds: readonly string[] | null;
  readonly status: Export['status'];
  readonly rows: number;
  readonly bytes: number | null;
  readonly fileId: string | null;
  readonly failure: Text | null;
  readonly createdBy: string | null;
  /** As it was when they asked; null for what is older than that, and of commands on the machine. */
  readonly createdByName: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly expiresAt: Date | null;
}
