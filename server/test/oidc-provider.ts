import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type KoaContextWithOIDC } from 'oidc-provider';

/** Somebody with an account at the provider. */
export interface ProviderAccount {
  readonly sub: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
  readonly groups: readonly string[];
}

export interface TestProvider {
  readonly issuer: string;
  /** Goes where the platform sent the browser, signs in as the account, and answers what the provider sends back. */
  visit(url: string, account: ProviderAccount): Promise<string>;
  close(): Promise<void>;
}

export const CLIENT = { id: 'zhike', secret: 'a secret of the client that nobody guesses' } as const;

/** A real OpenID Connect provider on this machine that signs in whoever is wanted, without asking. */
export async function openTestProvider(publicUrl: string): Promise<TestProvider> {
  const accounts = new Map<string, ProviderAccount>();
  let current = '';
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const provider = createProvider(issuer, { publicUrl, accounts });
  const answer = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/interaction/') === true) {
      void provider.interactionFinished(request, response, { login: { accountId: current } });
      return;
    }
    void answer(request, response);
  });
  return {
    issuer,
    visit: (url, account) => {
      accounts.set(account.sub, account);
      current = account.sub;
      return follow(url, publicUrl);
    },
    close: () => closeServer(server),
  };
}

function createProvider(
  issuer: string,
  o: { readonly publicUrl: string; readonly accounts: ReadonlyMap<string, ProviderAccount> },
): Provider {
  return new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${o.publicUrl}/sign-in/oidc`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['for tests alone'] },
    interactions: { url: (_context: KoaContextWithOIDC, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: KoaContextWithOIDC, sub: string) => ({
      accountId: sub,
      claims: () => ({ ...o.accounts.get(sub), sub }),
    }),
    loadExistingGrant: async ({ oidc }: KoaContextWithOIDC) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
}

/** A browser without a memory of earlier visits; ends where the provider sends it back to the platform. */
async function follow(start: string, publicUrl: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let hop = 0; hop < 10; hop += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of reply.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const next = reply.headers.get('location');
    if (next === null) {
      throw new Error(`The provider stopped with ${reply.status} at ${url}: ${await reply.text()}`);
    }
    url = new URL(next, url).href;
    if (url.startsWith(publicUrl)) {
      return url.slice(url.indexOf('?') + 1);
    }
  }
  throw new Error('The provider sends the browser in circles');
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => {
      resolve();
    });
  });
}
