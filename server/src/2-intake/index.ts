import type { Access } from '#access';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import { createCreating } from './creating/service.ts';
import { intakeErasure, intakeRetention } from './erasing/service.ts';
import { createErrorsFile } from './errors-file/service.ts';
import { INTAKE_EVENT_TYPES } from './event-types.ts';
import { createGuessing } from './guessing/service.ts';
import { importJobs } from './imports/jobs.ts';
import type { ImportKind } from './imports/kind.ts';
import { type Imports, importRoutes } from './imports/routes.ts';
import { createLooking } from './imports/service.ts';
import { INTAKE_SETTINGS } from './imports/settings.ts';
import { mappingRoutes } from './mappings/routes.ts';
import { createMappings } from './mappings/service.ts';
import type { RecordKind } from './records/kind.ts';
import { recordRoutes } from './records/routes.ts';
import { createRecords, type Records } from './records/service.ts';
import { createRequesting } from './requesting/service.ts';
import { createRunning, type Running } from './running/service.ts';
import { segmentRoutes } from './segment/routes.ts';
import { COMMON_TRAITS, createSegment } from './segment/service.ts';
import { createStarting } from './starting/service.ts';
import { createUndoing, type Undoing } from './undoing/service.ts';
import { uploadRoutes } from './uploads/routes.ts';
import { createUploads } from './uploads/service.ts';
import { uploadTimers } from './uploads/timers.ts';

export { INTAKE_AUDIT_WORDS } from './audit-words.ts';
export { type Connecting, createConnecting } from './connecting/service.ts';
export type { NewImportRequest } from './creating/service.ts';
export type { ExportAsk, ExportColumn, ExportKind, ExportValue } from './exports/kind.ts';
export type { FaultRow, ImportRow } from './imports/import-row.ts';
export type {
  ChunkResult,
  FieldContent,
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
export { canUndo } from './imports/transitions.ts';
export { createOutgoing, OUTGOING_SETTINGS, type Outgoing } from './outgoing/service.ts';
export { INTAKE_PERMISSIONS } from './permissions.ts';
export type { RecordCustomer, RecordFault, RecordItem, RecordKind, RecordOutcome } from './records/kind.ts';
export type { Records, TakenRecord, TakeOptions } from './records/service.ts';
export { readSheet, type SheetOptions, type SheetRow } from './sheets/service.ts';

/** The module's face towards `wiring.ts` and the commands. */
export interface Intake {
  readonly parts: ModuleParts;
  readonly imports: Imports;
  /** What comes in by the API, for modules with ways in of their own. */
  readonly records: Records;
  readonly running: Running;
  readonly undoing: Undoing;
  /** Called by `wiring.ts` for each kind, before anything runs. */
  registerKind(kind: ImportKind): void;
  /** Called by `wiring.ts` for each kind of record, before anything runs. */
  registerRecordKind(kind: RecordKind): void;
}

export interface IntakeOptions {
  /** ISO 4217; of amounts in files that name none. */
  readonly defaultCurrency: () => Promise<string>;
  /** Bound of a file as it arrives on disk. */
  readonly maxFileBytes: () => Promise<number>;
  /** Fields of customers that a sender's traits may fill; the common ones when absent. */
  readonly attributeKeys?: () => Promise<ReadonlySet<string>>;
}

/** The way in. */
export function createIntake(kernel: Kernel, access: Pick<Access, 'audit'>, options: IntakeOptions): Intake {
  const kinds = new Map<string, ImportKind>();
  const recordKinds = new Map<string, RecordKind>();
  const records = createRecords(kernel, recordKinds);
  const segment = createSegment(records, options.attributeKeys ?? (async () => COMMON_TRAITS));
  const uploads = createUploads(kernel, options.maxFileBytes);
  const looking = createLooking(kernel);
  const imports: Imports = {
    kinds,
    ...createGuessing(kernel, { kinds, uploads, ...options }),
    ...createCreating(kernel, access, { kinds, uploads, ...options }),
    ...looking,
    ...createErrorsFile(kernel, access, looking),
    ...createRequesting(kernel, access, kinds),
    ...createStarting(kernel, access),
  };
  const running = createRunning(kernel, kinds);
  const undoing = createUndoing(kernel, kinds);
  return {
    parts: {
      name: 'intake',
      eventTypes: INTAKE_EVENT_TYPES,
      routes: [
        ...importRoutes(imports),
        ...uploadRoutes(uploads),
        ...mappingRoutes(createMappings(kernel)),
        ...recordRoutes(records),
        ...segmentRoutes(segment),
      ],
      jobs: importJobs(running, undoing),
      timers: uploadTimers(kernel),
      settings: INTAKE_SETTINGS,
      erasure: intakeErasure(kernel),
      retention: [intakeRetention(kernel)],
    },
    imports,
    records,
    running,
    undoing,
    registerKind: (kind) => {
      if (kinds.has(kind.name)) {
        throw new Error(`Two import kinds are called ${kind.name}`);
      }
      kinds.set(kind.name, kind);
    },
    registerRecordKind: (kind) => {
      if (recordKinds.has(kind.type)) {
        throw new Error(`Two record kinds are called ${kind.type}`);
      }
      recordKinds.set(kind.type, kind);
    },
  };
}
