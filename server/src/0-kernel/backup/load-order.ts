import { AppError } from '#kernel/errors.ts';
import { type BackupTable, tableLabel } from './manifest.ts';

/** A foreign key between two tables, by their labels. */
export interface TableReference {
  readonly from: string;
  readonly to: string;
}

/**
 * Tables such that each comes after those it refers to; a table may refer to itself. Throws AppError
 * `backup_tables_circular`, because rows of a circle cannot be loaded one table after the other; an Error when a table
 * refers to one that is not among them, whose rows would be refused.
 */
export function sortForLoading(
  tables: readonly BackupTable[],
  references: readonly TableReference[],
): readonly BackupTable[] {
  const known = new Set(tables.map(tableLabel));
  const dangling = references.find(({ from, to }) => known.has(from) && !known.has(to));
  if (dangling !== undefined) {
    throw new Error(`${dangling.from} refers to ${dangling.to}, which is left out of backups`);
  }
  const sorted: BackupTable[] = [];
  let rest = [...tables];
  const placed = new Set<string>();
  while (rest.length > 0) {
    const isReady = (table: BackupTable): boolean =>
      references.every(({ from, to }) => from !== tableLabel(table) || to === from || placed.has(to));
    const ready = rest.filter(isReady);
    if (ready.length === 0) {
      throw circular(rest.map(tableLabel));
    }
    for (const table of ready) {
      sorted.push(table);
      placed.add(tableLabel(table));
    }
    rest = rest.filter((table) => !placed.has(tableLabel(table)));
  }
  return sorted;
}

function circular(labels: readonly string[]): AppError {
  return new AppError('backup_tables_circular', 500, {
    message: {
      'zh-CN': `表 ${labels.join('、')} 的外键互相指向，无法逐表恢复；请修改迁移`,
      en: `The foreign keys of ${labels.join(', ')} point in a circle, so these tables could not be restored one by one; change the migration`,
    },
  });
}
