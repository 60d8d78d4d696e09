import type { Access } from '#access';
import type { ImportKind, RecordKind } from '#intake';
import type { Route } from '#kernel/http/route.ts';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Kernel } from '#kernel/module.ts';
import { bulkEditingRoutes } from '../bulk-editing/routes.ts';
import { createBulkEditing } from '../bulk-editing/service.ts';
import { editingRoutes } from '../editing/routes.ts';
import { createEditing, type Editing } from '../editing/service.ts';
import type { FactOwner } from '../facts.ts';
import { fieldRoutes } from '../fields/routes.ts';
import type { FieldRegistry } from '../fields/service.ts';
import { historyRoutes } from '../history/routes.ts';
import { createHistory, fieldChangesTimeline } from '../history/service.ts';
import type { Identity } from '../identity/service.ts';
import { customerImportKind, customerRecordKind } from '../importing/service.ts';
import { createOwners, type Owners } from '../owners/service.ts';
import type { Profiles } from '../profile/service.ts';
import { sourceJobs } from '../sources/jobs.ts';
import { sourceRoutes } from '../sources/routes.ts';
import { createSources } from '../sources/service.ts';
import type { TimelineSource } from '../timeline/source.ts';
import type { CustomersUndo } from '../undo/service.ts';
import { valueRoutes } from '../values/routes.ts';
import { createValues, type SourceNames, type Values } from '../values/service.ts';

/** The master record of customers: its fields, values, history, sources, and the ways in. */
export interface MasterData {
  readonly values: Values;
  /** Changes by hand, for modules whose own steps end in one. */
  readonly edit: Editing['edit'];
  readonly owners: Owners;
  /** How sources are called, and whose data they bring. */
  readonly sourceNames: SourceNames;
  readonly timeline: TimelineSource;
  readonly importKinds: readonly ImportKind[];
  readonly recordKinds: readonly RecordKind[];
  readonly routes: readonly Route[];
  readonly jobs: readonly JobKind[];
}

export interface MasterDataNeeds {
  readonly access: Pick<Access, 'audit'> & Partial<Pick<Access, 'requireAttestation' | 'lookups'>>;
  readonly fields: FieldRegistry;
  readonly identity: Identity;
  readonly profiles: Pick<Profiles, 'requireVisible' | 'visibleAmong'>;
  readonly undo: CustomersUndo;
  readonly factOwners: readonly FactOwner[];
}

/** Puts the slices of the master record together. */
export function createMasterData(kernel: Kernel, needs: MasterDataNeeds): MasterData {
  const { access, fields, identity, profiles, undo, factOwners } = needs;
  const sources = createSources(kernel, access, factOwners);
  const history = createHistory({ kernel, fields, profiles });
  const values = createValues({ kernel, access, fields, profiles, sourceNames: sources.names });
  const shared = { kernel, access, identity, fields, profiles, history };
  const editing = createEditing({ ...shared, values });
  const importing = { kernel, db: () => kernel.postgres.db, fields, identity, undo, history };
  return {
    values,
    edit: editing.edit,
    owners: createOwners(shared),
    sourceNames: sources.names,
    timeline: fieldChangesTimeline(fields),
    // A kind's rows are its own business; the registries hold kinds of any.
    importKinds: [customerImportKind(importing) as ImportKind],
    recordKinds: [customerRecordKind(importing) as RecordKind],
    routes: [
      ...fieldRoutes(fields),
      ...valueRoutes(values),
      ...historyRoutes(history),
      ...editingRoutes(editing),
      ...bulkEditingRoutes(createBulkEditing(shared)),
      ...sourceRoutes(sources),
    ],
    jobs: sourceJobs(sources),
  };
}
