import type { Access } from '#access';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import { createCreating } from './creating/service.ts';
import { createErrorsFile } from './errors-file/service.ts';
import { importJobs } from './imports/jobs.ts';
import type { ImportKind } from './imports/kind.ts';
import { type Imports, importRoutes } from './imports/routes.ts';
import { createLooking } from './imports/service.ts';
import { INTAKE_SETTINGS } from './imports/settings.ts';
import { createLayouts } from './layout/service.ts';
import { createRequesting } from './requesting/service.ts';
import { createRunning, type Running } from './running/service.ts';
import { createUndoing, type Undoing } from './undoing/service.ts';

export type { NewImportRequest } from './creating/service.ts';
export type { FaultRow, ImportRow } from './imports/import-row.ts';
export type {
  ChunkResult,
  ImportField,
  ImportKind,
  ImportRun,
  ImportSetup,
  RowFault,
  RowResult,
} from './imports/kind.ts';
export { presentFault, presentImport, progressOf } from './imports/present-import.ts';
export type { Imports } from './imports/routes.ts';
export { INTAKE_SETTINGS, MAX_FILE_MEGABYTES } from './imports/settings.ts';
export { INTAKE_PERMISSIONS } from './permissions.ts';

/** The module's face towards `wiring.ts` and the commands. */
export interface Intake {
  readonly parts: ModuleParts;
  readonly imports: Imports;
  readonly running: Running;
  readonly undoing: Undoing;
  /** Called by `wiring.ts` for each kind, before anything runs. */
  registerKind(kind: ImportKind): void;
}

export interface IntakeOptions {
  /** ISO 4217; of amounts in files that name none. */
  readonly defaultCurrency: () => Promise<string>;
  /** Bound of a file as it arrives on disk. */
  readonly maxFileBytes: () => Promise<number>;
}

/** The way in. */
export function createIntake(kernel: Kernel, access: Pick<Access, 'audit'>, options: IntakeOptions): Intake {
  const kinds = new Map<string, ImportKind>();
  const layouts = createLayouts(kernel, kinds);
  const looking = createLooking(kernel);
  const imports: Imports = {
    kinds,
    guess: layouts.guess,
    ...createCreating(kernel, access, { kinds, layouts, ...options }),
    ...looking,
    ...createErrorsFile(kernel, access, looking),
    ...createRequesting(kernel, access, kinds),
  };
  const running = createRunning(kernel, kinds);
  const undoing = createUndoing(kernel, kinds);
  return {
    parts: {
      name: 'intake',
      routes: importRoutes(imports),
      jobs: importJobs(running, undoing),
      settings: INTAKE_SETTINGS,
    },
    imports,
    running,
    undoing,
    registerKind: (kind) => {
      if (kinds.has(kind.name)) {
        throw new Error(`Two import kinds are called ${kind.name}`);
      }
      kinds.set(kind.name, kind);
    },
  };
}
