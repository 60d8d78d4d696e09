import { type CallInput, type Recognised, recogniseCustomer } from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type { Recognised };
export type Asked = CallInput<typeof recogniseCustomer>['body'];
export type KnownBy = Asked['type'];

/** Kinds of identifier that people can type; the others come from other systems. */
export const TYPED: readonly KnownBy[] = ['phone', 'memberCard', 'email', 'wecomId', 'marketplaceAccount'];

/** Who it is; the value stands in the body, never in an address. */
export const requestRecognition = (body: Asked) => call(recogniseCustomer, { body });
