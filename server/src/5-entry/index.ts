import type { Access } from '#access';
import { type Commerce, DEFAULT_CURRENCY } from '#commerce';
import type { Belonging, Customers, FactOwner } from '#customers';
import type { Intake } from '#intake';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { ApprovalKind, ProcessKind, Work } from '#work';
import { ENTRY_BELONGINGS, entryErasure, entryFacts, rejectedRetention } from './belongings/service.ts';
import { createCards } from './cards/service.ts';
import { fieldNoteRoutes } from './field-notes/routes.ts';
import { createFieldNotes } from './field-notes/service.ts';
import { createFormLinks } from './form-links/service.ts';
import { formRoutes } from './forms/routes.ts';
import { createForms } from './forms/service.ts';
import { createPurchases } from './purchases/service.ts';
import { reviewingRoutes } from './reviewing/routes.ts';
import { createReviewing } from './reviewing/service.ts';
import { ENTRY_SETTINGS } from './settings.ts';
import { slipRoutes } from './slips/routes.ts';
import { createSlips } from './slips/service.ts';
import { submissionRoutes } from './submissions/routes.ts';
import { createSubmissions } from './submissions/service.ts';

export { ENTRY_AUDIT_WORDS } from './audit-words.ts';
export { ENTRY_BELONGINGS } from './belongings/service.ts';
export { ENTRY_PERMISSIONS } from './permissions.ts';
export { ENTRY_SETTINGS } from './settings.ts';

export interface Entry {
  readonly parts: ModuleParts;
  readonly factOwners: readonly FactOwner[];
  /** What merging customers does to what is kept here. */
  readonly belongings: readonly Belonging[];
  /** What work is started and asked for here. */
  readonly processes: readonly ProcessKind[];
  readonly approvals: readonly ApprovalKind[];
}

export interface EntryNeeds {
  readonly access: Pick<Access, 'audit' | 'lookups' | 'notify' | 'setting' | 'staff'>;
  readonly customers: Customers;
  readonly commerce: Pick<Commerce, 'shops' | 'credit'>;
  readonly intake: Pick<Intake, 'records'>;
  readonly work: Work;
}

/** The ways in through people, over one kernel. */
export function createEntry(kernel: Kernel, given: EntryNeeds): Entry {
  const { access, customers, commerce, intake, work } = given;
  const { shops } = commerce;
  const { records } = intake;
  const setting = <T>(key: string, reader?: Db | Tx): Promise<T> => access.setting<T>(key, reader);
  const needs = { access, customers, records, work, setting };
  const defaultCurrency = () => setting<string>(DEFAULT_CURRENCY.key);
  const purchases = createPurchases(kernel, { customers, records, credit: commerce.credit, defaultCurrency });
  const slips = createSlips(kernel, { customers, shops, purchases, setting });
  const submissions = createSubmissions(kernel, needs);
  const links = createFormLinks(kernel);
  const cards = createCards({ customers, setting });
  const forms = createForms(kernel, { ...needs, cards, links, purchases, slips, submissions });
  const reviewing = createReviewing(kernel, { ...needs, takeForm: forms.takeWaiting });
  const notes = createFieldNotes(kernel, needs);
  return {
    parts: {
      name: 'entry',
      settings: ENTRY_SETTINGS,
      erasure: entryErasure,
      retention: [rejectedRetention],
      routes: [
        ...submissionRoutes(submissions),
        ...reviewingRoutes(reviewing),
        ...formRoutes(forms, links),
        ...fieldNoteRoutes(notes),
        ...slipRoutes(slips),
      ],
    },
    factOwners: [entryFacts],
    belongings: ENTRY_BELONGINGS,
    processes: [notes.process],
    approvals: [reviewing.approval],
  };
}
