import type { Access } from '#access';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import { importJobs } from './imports/jobs.ts';
import type { ImportKind } from './imports/kind.ts';
import { importRoutes } from './imports/routes.ts';
import { createImports, type Imports } from './imports/service.ts';
import { createRunning, type Running } from './running/service.ts';
import { createUndoing, type Undoing } from './undoing/service.ts';

export type {
  ChunkResult,
  ImportField,
  ImportKind,
  ImportRun,
  ImportSetup,
  RowFault,
  RowResult,
} from './imports/kind.ts';

export { INTAKE_PERMISSIONS } from './permissions.ts';

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
}

/** The way in. */
export function createIntake(kernel: Kernel, access: Pick<Access, 'audit'>, options: IntakeOptions): Intake {
  const kinds = new Map<string, ImportKind>();
  const imports = createImports(kernel, access, { kinds, ...options });
  const running = createRunning(kernel, kinds);
  const undoing = createUndoing(kernel, kinds);
  return {
    parts: { name: 'intake', routes: importRoutes(imports), jobs: importJobs(running, undoing) },
    imports,
    running,
    undoing,
    registerKind: (kind) => {
      kinds.set(kind.name, kind);
    },
  };
}
