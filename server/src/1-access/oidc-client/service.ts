import * as client from 'openid-client';
import { AppError } from '#kernel/errors.ts';

/** What is known of the provider before anybody signs in. */
export interface ProviderAddress {
  readonly issuer: string;
  readonly clientId: string;
  /** Null for a public client. */
  readonly clientSecret: string | null;
  readonly redirectUri: string;
}

/** What only this server and the provider know of one sign-in. */
export interface AttemptSecrets {
  readonly verifier: string;
  readonly nonce: string;
}

export interface OidcClient {
  /** Where the browser goes, with PKCE, state and nonce. */
  begin(provider: ProviderAddress): Promise<{ url: string; state: string; secrets: AttemptSecrets }>;
  /** Checks what came back and answers the claims. Throws 401 `oidc_refused` for whatever does not fit. */
  finish(
    provider: ProviderAddress,
    back: { readonly parameters: string; readonly state: string; readonly secrets: AttemptSecrets },
  ): Promise<Readonly<Record<string, unknown>>>;
}

const TIMEOUT_SECONDS = 10;

/** Speaks OpenID Connect with the company's provider. */
export function createOidcClient(): OidcClient {
  return {
    begin: async (provider) => {
      const config = await discover(provider);
      const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: provider.redirectUri,
        scope: 'openid email profile',
        response_type: 'code',
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, state, secrets: { verifier, nonce } };
    },
    finish: async (provider, { parameters, state, secrets }) => {
      const config = await discover(provider);
      try {
        const back = new URL(`${provider.redirectUri}?${parameters.replace(/^\?/u, '')}`);
        const tokens = await client.authorizationCodeGrant(config, back, {
          pkceCodeVerifier: secrets.verifier,
          expectedState: state,
          expectedNonce: secrets.nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) {
          throw new Error('There is no id token');
        }
        // Many providers keep e-mail and groups out of the id token.
        const more =
          config.serverMetadata().userinfo_endpoint === undefined
            ? {}
            : await client.fetchUserInfo(config, tokens.access_token, claims.sub);
        return { ...more, ...claims };
      } catch (error) {
        throw oidcRefused(error);
      }
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: ProviderAddress): Promise<client.Configuration> {
  const server = new URL(issuer);
  const isLocal = server.protocol === 'http:';
  try {
    return await client.discovery(
      server,
      clientId,
      {},
      clientSecret === null ? client.None() : client.ClientSecretBasic(clientSecret),
      // Plain HTTP is let through by the settings on this machine alone.
      { timeout: TIMEOUT_SECONDS, ...(isLocal ? { execute: [client.allowInsecureRequests] } : {}) },
    );
  } catch (error) {
    throw new AppError('oidc_unreachable', 502, {
      message: {
        'zh-CN': `联系不上企业统一登录 ${server.host}：请稍后再试，或请管理员检查发行者地址`,
        en: `The company sign-in at ${server.host} does not answer; try later, or have an administrator check the issuer`,
      },
      cause: error,
    });
  }
}

/** The reasons stay in the log: they would help whoever tries. */
export function oidcRefused(cause: unknown): AppError {
  return new AppError('oidc_refused', 401, {
    message: {
      'zh-CN': '企业统一登录没有完成，请重新登录',
      en: 'The company sign-in was not completed; sign in again',
    },
    cause,
  });
}
