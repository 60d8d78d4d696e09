import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  changeConnector,
  changeSite,
  createConnector,
  createSite,
  listConnectors,
  listDeliveries,
  listSites,
  pullConnector,
  type ReceivedOf,
  rotateConnectorSecret,
  rotateSiteKey,
  testConnector,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type Site = ReceivedOf<typeof listSites>['items'][number];
export type Connector = ReceivedOf<typeof listConnectors>['items'][number];
export type Delivery = ReceivedOf<typeof listDeliveries>['items'][number];
export type TestResult = ReceivedOf<typeof testConnector>;

/** Deliveries arrive by themselves; look now and then. */
const WATCH_MS = 5000;

export const sitesQuery = () =>
  queryOptions({
    queryKey: ['connections', 'sites'],
    queryFn: ({ signal }) => call(listSites, { signal }),
    refetchInterval: WATCH_MS,
  });

export const connectorsQuery = () =>
  queryOptions({
    queryKey: ['connections', 'connectors'],
    queryFn: ({ signal }) => call(listConnectors, { signal }),
    refetchInterval: WATCH_MS,
  });

export const deliveriesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['connections', 'deliveries', id],
    queryFn: ({ pageParam, signal }) =>
      call(listDeliveries, {
        params: { id },
        query: { limit: 20, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: WATCH_MS,
  });

export interface SiteForm {
  readonly name: string;
  readonly source: string;
  readonly origins: string[];
  readonly consentRequired: boolean;
  readonly proofRequired: boolean;
}

/** The proof secret, shown this once. */
export async function requestCreateSite(form: SiteForm): Promise<string> {
  return (await call(createSite, { body: form })).secret;
}

export async function requestChangeSite(id: string, change: Partial<Omit<SiteForm, 'source'>> & { enabled?: boolean }) {
  await call(changeSite, { params: { id }, body: change });
}

/** The new secret, shown this once; null for a write key, which stands in the list. */
export async function requestRotateSite(id: string, what: 'writeKey' | 'secret'): Promise<string | null> {
  return (await call(rotateSiteKey, { params: { id }, body: { what } })).secret;
}

export type Preset = 'woocommerce' | 'shopify' | 'custom';

export interface ConnectorForm {
  readonly name: string;
  readonly source: string;
  readonly preset: Preset;
  /** Empty: messages only. */
  readonly pullUrl: string;
  readonly token: string;
  /** Empty: one is made. */
  readonly signing: string;
}

/** A connector just made, with its signing secret, shown this once; null when it was given. */
export interface MadeConnector {
  readonly id: string;
  readonly signing: string | null;
}

/** Connects a shop system. */
export async function requestCreateConnector(form: ConnectorForm): Promise<MadeConnector> {
  const scheme = form.preset === 'woocommerce' ? 'basic' : form.preset === 'shopify' ? 'plain' : 'bearer';
  const header = form.preset === 'shopify' ? 'x-shopify-access-token' : 'authorization';
  const pull = form.pullUrl === '' ? null : { url: form.pullUrl, auth: { header, scheme } };
  const made = await call(createConnector, {
    body: {
      kind: 'webshop',
      name: form.name,
      source: form.source,
      settings: { preset: form.preset, pull },
      secrets: {
        ...(form.token === '' ? {} : { token: form.token }),
        ...(form.signing === '' ? {} : { signing: form.signing }),
      },
    },
  });
  return { id: made.connector.id, signing: made.signing };
}

export async function requestChangeConnector(id: string, change: { readonly enabled: boolean }): Promise<void> {
  await call(changeConnector, { params: { id }, body: change });
}

export async function requestRotateConnector(id: string): Promise<string> {
  return (await call(rotateConnectorSecret, { params: { id } })).signing;
}

export async function requestPull(id: string): Promise<void> {
  await call(pullConnector, { params: { id } });
}

export const requestTest = (id: string): Promise<TestResult> => call(testConnector, { params: { id } });
