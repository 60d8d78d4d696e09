import { queryOptions } from '@tanstack/react-query';
import {
  attest,
  beginOidc,
  type CallInput,
  confirmSecondFactor,
  enrolSecondFactor,
  finishOidc,
  getAttestation,
  getSecondFactor,
  getSignInOptions,
  removeSecondFactor,
  renewRecoveryCodes,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

/** The ways to sign in beside the password. */
export const signInOptionsQuery = () =>
  queryOptions({
    queryKey: ['access', 'sign-in-options'],
    queryFn: ({ signal }) => call(getSignInOptions, { signal }),
    staleTime: 5 * 60_000,
  });

/** Where the browser goes to sign in with the company. */
export const requestCompanySignIn = (next: string) => call(beginOidc, { body: { next } });
export const requestCompanyReturn = (parameters: string) => call(finishOidc, { body: { parameters } });

export const secondFactorQuery = () =>
  queryOptions({ queryKey: ['access', 'second-factor'], queryFn: ({ signal }) => call(getSecondFactor, { signal }) });

export const requestEnrol = (password: string) => call(enrolSecondFactor, { body: { password } });
export const requestConfirm = (code: string) => call(confirmSecondFactor, { body: { code } });
export const requestRecoveryCodes = (code: string) => call(renewRecoveryCodes, { body: { code } });
export const requestRemoveFactor = (body: { readonly password: string; readonly code: string }) =>
  call(removeSecondFactor, { body });

export const attestationQuery = () =>
  queryOptions({ queryKey: ['access', 'attestation'], queryFn: ({ signal }) => call(getAttestation, { signal }) });

export type AttestBody = NonNullable<CallInput<typeof attest>['body']>;
export const requestAttest = (body: AttestBody) => call(attest, { body });
