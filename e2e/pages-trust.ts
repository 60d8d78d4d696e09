import type { Page } from 'playwright-core';
import type { View } from './view.ts';
import { type Language, WORDS } from './words.ts';

const page = (name: string): Pick<View, 'route' | 'name' | 'address'> => ({
  route: `/settings/${name}`,
  name,
  address: () => `/settings/${name}`,
});
const EVERY = ['empty', 'full', 'loading', 'error'] as const;
const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';

/** Views of sign-in security, the trail, levels, alerts, incidents and processors. */
export const TRUST_VIEWS: readonly View[] = [
  { ...page('audit'), states: EVERY },
  { ...page('security'), states: ['full', 'loading', 'error'] },
  { ...page('levels'), states: ['full', 'loading', 'error'] },
  { ...page('alerts'), states: EVERY },
  { ...page('incidents'), states: EVERY },
  { ...page('incidents'), name: 'incident-new', states: ['empty'], act: reportNothing },
  {
    route: '/settings/incidents/$incidentId',
    name: 'incident-gone',
    states: ['full'],
    address: () => `/settings/incidents/${NOBODYS_ID}`,
    meets: [404],
  },
  { ...page('data-requests'), states: EVERY },
  {
    route: '/settings/data-requests/$requestId',
    name: 'data-request-gone',
    states: ['full'],
    address: () => `/settings/data-requests/${NOBODYS_ID}`,
    meets: [404],
  },
  { ...page('retention'), name: 'data-retention', states: ['full', 'loading', 'error'] },
  { ...page('processors'), states: EVERY },
  { ...page('processors'), name: 'processor-new', states: ['empty'], act: openProcessor },
  { ...page('audit'), name: 'audit-agent', states: ['denied'], who: 'agent' },
  { route: '/account', name: 'account-factor', states: ['full'], address: () => '/account', act: openFactor },
  {
    route: '/sign-in/oidc',
    name: 'company-return',
    states: ['empty'],
    address: () => '/sign-in/oidc?state=x&code=y',
    who: 'nobody',
    meets: [401, 404],
  },
];

async function reportNothing(view: Page, language: Language): Promise<void> {
  const { incidents } = WORDS[language];
  await view.getByRole('button', { name: incidents.new }).click();
  await view.getByRole('dialog').getByRole('button', { name: incidents.report, exact: true }).click();
  await view.getByText(incidents.need).first().waitFor();
}

async function openProcessor(view: Page, language: Language): Promise<void> {
  await view.getByRole('button', { name: WORDS[language].processors.new }).click();
  await view.getByRole('dialog').waitFor();
}

async function openFactor(view: Page, language: Language): Promise<void> {
  await view.getByRole('button', { name: WORDS[language].factor.begin }).click();
  await view.getByRole('dialog').waitFor();
}
