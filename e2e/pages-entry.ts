import type { Page } from 'playwright-core';
import type { View } from './view.ts';
import { type Language, WORDS } from './words.ts';

const EVERY = ['empty', 'full', 'loading', 'error'] as const;
const page = (route: string, name: string): Pick<View, 'route' | 'name' | 'address'> => ({
  route,
  name,
  address: () => route,
});

/** Views of the ways in through people. */
export const ENTRY_VIEWS: readonly View[] = [
  { ...page('/entry', 'entry'), states: ['empty'] },
  { ...page('/entry/submissions', 'own-submissions'), states: EVERY },
  { ...page('/entry/submissions', 'hand-in-lacking'), states: ['empty'], act: addNobody },
  { ...page('/entry/submissions', 'hand-in-sheet'), states: ['empty'], act: openSheet },
  { ...page('/entry/review', 'submission-review'), states: EVERY },
  { ...page('/entry/notes', 'field-notes'), states: EVERY },
  { ...page('/entry/form', 'membership-form'), states: ['full', 'loading', 'error'] },
  { ...page('/entry/slips', 'slips'), states: EVERY },
  { ...page('/entry/review', 'submission-review-agent'), states: ['denied'], who: 'agent' },
  {
    route: '/m/join',
    name: 'join-gone',
    states: ['full'],
    address: () => `/m/join#${'x'.repeat(32)}`,
    who: 'nobody',
    meets: [400],
  },
];

async function addNobody(view: Page, language: Language): Promise<void> {
  await view.getByRole('button', { name: WORDS[language].entry.handIn.add }).click();
  await view.getByText(WORDS[language].entry.need).first().waitFor();
}

async function openSheet(view: Page, language: Language): Promise<void> {
  await view.getByText(WORDS[language].entry.handIn.many).click();
  await view.getByLabel(WORDS[language].entry.handIn.paste).waitFor();
}
