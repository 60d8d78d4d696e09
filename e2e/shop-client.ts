import { createApiKey } from '../server/src/1-access/api-keys/schema.ts';
import type { RoleName } from '../server/src/1-access/roles/roles.ts';
import { createUser } from '../server/src/1-access/users/schema.ts';
import {
  type CallInput,
  type Client,
  createClient,
  createImport,
  getImport,
  type ImportStatus,
  type Locale,
  type ReceivedOf,
  SESSION_COOKIE,
  signIn,
} from '../server/src/contracts.ts';
import { ADMIN, SERVER_POLL_MS, until } from './platform.ts';

export type ImportRun = ReceivedOf<typeof getImport>;

/** Signs in and gives back the value of the session's cookie. */
export async function openSession(
  url: string,
  { email, password }: { readonly email: string; readonly password: string } = ADMIN,
): Promise<string> {
  let cookie = '';
  const { call } = createClient({
    baseUrl: url,
    fetch: async (...request) => {
      const reply = await fetch(...request);
      cookie = reply.headers.getSetCookie().find((each) => each.startsWith(`${SESSION_COOKIE}=`)) ?? '';
      return reply;
    },
  });
  await call(signIn, { body: { email, password } });
  return cookie.slice(SESSION_COOKIE.length + 1).split(';')[0] ?? '';
}

/** A client with the administrator's session. */
export async function signInClient(url: string): Promise<Client> {
  const session = await openSession(url);
  return createClient({ baseUrl: url, headers: { cookie: `${SESSION_COOKIE}=${session}` } });
}

/** A key as machines use it; with several web processes it works at each. */
export async function makeKey(url: string, role: RoleName = 'admin'): Promise<string> {
  const client = await signInClient(url);
  return (await client.call(createApiKey, { body: { name: `e2e ${role}`, role } })).key;
}

/** A client of one web process, by key. */
export function keyClient(url: string, key: string): Client {
  return createClient({ baseUrl: url, headers: { authorization: `Bearer ${key}` } });
}

/** Adds a member of staff who can sign in at once. */
export async function addStaff(
  client: Client,
  role: RoleName,
  { email, locale = 'zh-CN' }: { readonly email: string; readonly locale?: Locale },
): Promise<{ email: string; password: string }> {
  const password = `long-password-of-${role}`;
  await client.call(createUser, {
    body: { email, name: `同事 ${role}`, locale, password, assignments: [{ role, scopeId: null }] },
  });
  return { email, password };
}

type ImportQuery = CallInput<typeof createImport>['query'];

/** Sends the text of an order file; `headers` may carry a request id. */
export async function sendOrders(
  client: Client,
  text: string,
  { headers, ...query }: Partial<ImportQuery> & { readonly source: string; readonly headers?: Record<string, string> },
): Promise<string> {
  const { id } = await client.call(createImport, {
    query: { kind: 'orders', fileName: 'orders.csv', ...query },
    body: new TextEncoder().encode(text),
    ...(headers === undefined ? {} : { headers }),
  });
  return id;
}

/** Waits until an import has the status; throws at once when it has failed instead. */
export function importWith(client: Client, id: string, status: ImportStatus, ms = 90_000): Promise<ImportRun> {
  return until(
    async () => {
      const run = await client.call(getImport, { params: { id } });
      if (run.status === 'failed' && status !== 'failed') {
        throw new Error(`The import failed: ${run.failure ?? ''}`);
      }
      return run.status === status ? run : null;
    },
    { what: `import ${id} to be ${status}`, ms, pollMs: SERVER_POLL_MS / 2 },
  );
}
