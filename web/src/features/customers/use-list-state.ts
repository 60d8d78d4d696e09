import { useLocation } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { CustomersSearch } from '../../app/search-params.ts';
import type { View } from '../people/api.ts';
import { type FieldFilter, fromAttributes, toAttributes } from '../people/field-filter.ts';

/** What the list is narrowed to besides its address: kept by the history of this tab. */
export interface PrivateState {
  readonly text: string;
  readonly fieldFilters: readonly FieldFilter[];
}

/** The words and field values of this place in the tab's history. */
export function usePrivateState(): PrivateState {
  const text = useLocation({ select: (location) => location.state.text ?? '' });
  const fields = useLocation({ select: (location) => location.state.fields ?? '' });
  return useMemo(() => ({ text, fieldFilters: readFields(fields) }), [text, fields]);
}

function readFields(text: string): readonly FieldFilter[] {
  try {
    const parsed: unknown = text === '' ? {} : JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? fromAttributes({ ...parsed }) : [];
  } catch {
    // Another version's history: as good as nothing.
    return [];
  }
}

/** The same as a state for the history. */
export function stateOf({ text, fieldFilters }: PrivateState): { readonly text?: string; readonly fields?: string } {
  return {
    ...(text === '' ? {} : { text }),
    ...(fieldFilters.length === 0 ? {} : { fields: JSON.stringify(toAttributes(fieldFilters)) }),
  };
}

/** What the list shows now, as a view keeps it; null when it shows everybody in the usual order. */
export function definitionOf(
  search: CustomersSearch,
  {
    fieldFilters,
    columns,
  }: { readonly fieldFilters: readonly FieldFilter[]; readonly columns: readonly string[] | null },
): View['definition'] | null {
  const { source, tag, status, prospectStatus, region, group, sort } = search;
  const { qualityMin, qualityMax, fault, heardBefore } = search;
  const filter = {
    ...(qualityMin === undefined ? {} : { qualityMin }),
    ...(qualityMax === undefined ? {} : { qualityMax }),
    ...(fault === undefined ? {} : { fault }),
    ...(heardBefore === undefined ? {} : { heardBefore }),
    ...(source === undefined ? {} : { source }),
    ...(tag === undefined ? {} : { tag }),
    ...(status === undefined ? {} : { status }),
    ...(prospectStatus === undefined ? {} : { prospectStatus }),
    ...(region === undefined ? {} : { region }),
    ...(group === undefined ? {} : { rfmGroup: group }),
    ...(fieldFilters.length === 0 ? {} : { attributes: toAttributes(fieldFilters) }),
  };
  if (Object.keys(filter).length === 0 && sort === undefined && columns === null) {
    return null;
  }
  // `as`: a list of texts is JSON, but the type wants to be allowed to write into it.
  return {
    filter: filter as View['definition']['filter'],
    sort: sort ?? 'newest',
    columns: columns === null ? null : [...columns],
  };
}

/** Whether two definitions say the same, whatever the order of their keys. */
export function isSameDefinition(a: View['definition'], b: View['definition']): boolean {
  return canonical(a) === canonical(b);
}

function canonical({ filter, sort, columns }: View['definition']): string {
  const sorted = Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([sorted, sort, columns === null ? null : columns.toSorted()]);
}
