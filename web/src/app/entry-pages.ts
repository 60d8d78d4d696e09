import type { LinkProps } from '@tanstack/react-router';

export interface EntryPage {
  readonly id: 'mine' | 'review' | 'notes' | 'form' | 'slips' | 'recognise';
  readonly to: NonNullable<LinkProps['to']>;
  readonly permission: string;
}

/** The pages of the room of entry. One without its permission is absent. */
export const ENTRY_PAGES: readonly EntryPage[] = [
  { id: 'mine', to: '/entry/submissions', permission: 'submissions.write' },
  { id: 'review', to: '/entry/review', permission: 'submissions.review' },
  { id: 'notes', to: '/entry/notes', permission: 'customers.write' },
  { id: 'form', to: '/entry/form', permission: 'forms.write' },
  { id: 'slips', to: '/entry/slips', permission: 'slips.write' },
  // Whoever stands at the counter or picks up the phone.
  { id: 'recognise', to: '/entry/recognise', permission: 'forms.write' },
];

/** Those that these permissions open. */
export function openEntryPages(may: (permission: string) => boolean): readonly EntryPage[] {
  return ENTRY_PAGES.filter(({ permission }) => may(permission));
}
