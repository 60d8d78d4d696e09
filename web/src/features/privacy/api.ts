import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  addIncidentCustomers,
  addIncidentEntry,
  answerLookAlert,
  type CallInput,
  changeProcessor,
  changeSetting,
  closeIncident,
  createProcessor,
  endProcessor,
  getAuditChain,
  getIncident,
  getOidcProvider,
  listAudit,
  listAuditActions,
  listIncidentCustomers,
  listIncidents,
  listLookAlerts,
  listNetworks,
  listProcessors,
  listSealings,
  listSettings,
  type OidcSettings,
  putNetworks,
  putOidcProvider,
  type ReceivedOf,
  reopenIncident,
  reportIncident,
  setFieldLevel,
  verifyAudit,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

const PAGE = 50;

export type AuditEntry = ReceivedOf<typeof listAudit>['items'][number];
export type ChainState = ReceivedOf<typeof getAuditChain>;
export type LookAlert = ReceivedOf<typeof listLookAlerts>['items'][number];
export type Incident = ReceivedOf<typeof listIncidents>['items'][number];
export type IncidentEntry = ReceivedOf<typeof getIncident>['entries'][number];
export type Processor = ReceivedOf<typeof listProcessors>['items'][number];
export type Level = NonNullable<CallInput<typeof setFieldLevel>['body']>['sensitivity'];

/** What the trail can speak of, by its words. */
export const auditActionsQuery = () =>
  queryOptions({
    queryKey: ['audit', 'actions'],
    queryFn: ({ signal }) => call(listAuditActions, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export interface AuditFilter {
  readonly action: string;
  readonly subjectId: string;
}

/** Newest first. */
export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'rows', filter],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listAudit, {
        query: {
          limit: PAGE,
          ...(pageParam === null ? {} : { cursor: pageParam }),
          ...(filter.action === '' ? {} : { action: filter.action }),
          ...(filter.subjectId === '' ? {} : { subjectId: filter.subjectId }),
        },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });

const POLL_MS = 1500;

/** Asked again and again while somebody's verification runs. */
export const chainQuery = () =>
  queryOptions({
    queryKey: ['audit', 'chain'],
    queryFn: ({ signal }) => call(getAuditChain, { signal }),
    refetchInterval: ({ state }) => ((state.data?.running ?? null) === null ? false : POLL_MS),
  });

export const requestVerify = () => call(verifyAudit, {});

export const alertsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['look-alerts'],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listLookAlerts, { query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });

export const requestAnswer = (id: string, body: NonNullable<CallInput<typeof answerLookAlert>['body']>) =>
  call(answerLookAlert, { params: { id }, body });

export const settingsQuery = () =>
  queryOptions({ queryKey: ['settings'], queryFn: ({ signal }) => call(listSettings, { signal }) });

export const requestSetting = (key: string, value: unknown) =>
  call(changeSetting, { params: { key }, body: { value } });

export const networksQuery = () =>
  queryOptions({ queryKey: ['networks'], queryFn: ({ signal }) => call(listNetworks, { signal }) });

export const requestNetworks = (role: string, networks: string[]) =>
  call(putNetworks, { params: { kind: 'role', subject: role }, body: { networks } });

export const oidcQuery = () =>
  queryOptions({ queryKey: ['oidc-provider'], queryFn: ({ signal }) => call(getOidcProvider, { signal }) });

export const requestOidc = (body: OidcSettings) => call(putOidcProvider, { body });

export const requestLevel = (key: string, body: { readonly sensitivity: Level; readonly reason: string }) =>
  call(setFieldLevel, { params: { key }, body });

/** How far what is stored follows a change of level; asked again while it does. */
export const sealingsQuery = () =>
  queryOptions({
    queryKey: ['fields', 'sealings'],
    queryFn: ({ signal }) => call(listSealings, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ finishedAt }) => finishedAt === null) === true ? POLL_MS : false,
  });

export const incidentsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['incidents', 'list'],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listIncidents, { query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', id],
    queryFn: ({ signal }) => call(getIncident, { params: { id }, signal }),
  });

export const incidentCustomersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['incidents', id, 'customers'],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listIncidentCustomers, {
        params: { id },
        query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });

export type IncidentForm = NonNullable<CallInput<typeof reportIncident>['body']>;
export type IncidentDeed = NonNullable<CallInput<typeof addIncidentEntry>['body']>;
export type IncidentWhom = NonNullable<CallInput<typeof addIncidentCustomers>['body']>;

export const requestIncident = (body: IncidentForm) => call(reportIncident, { body });
export const requestDeed = (id: string, body: IncidentDeed) => call(addIncidentEntry, { params: { id }, body });
export const requestWhom = (id: string, body: IncidentWhom) => call(addIncidentCustomers, { params: { id }, body });
export const requestClose = (id: string, text: string) => call(closeIncident, { params: { id }, body: { text } });
export const requestReopen = (id: string, text: string) => call(reopenIncident, { params: { id }, body: { text } });

export const processorsQuery = () =>
  queryOptions({ queryKey: ['processors'], queryFn: ({ signal }) => call(listProcessors, { signal }) });

export type ProcessorForm = NonNullable<CallInput<typeof createProcessor>['body']>;

export const requestProcessor = (id: string | null, body: ProcessorForm) =>
  id === null ? call(createProcessor, { body }) : call(changeProcessor, { params: { id }, body });
export const requestEnd = (id: string) => call(endProcessor, { params: { id } });
