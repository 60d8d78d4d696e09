import type { FactOwner } from '../facts.ts';
import * as store from './store.ts';

/** Interactions, notes, tags and contacts go where their record goes: merging joins them, un-merging parts them again. */
export const attachedFacts: FactOwner = {
  name: 'customers',
  reassign: (tx, _context, records) => store.reassign(tx, records),
  usedRecords: (tx, recordIds) => store.usedRecords(tx, recordIds),
};
