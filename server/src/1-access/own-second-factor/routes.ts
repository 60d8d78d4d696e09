import { type Route, route } from '#kernel/http/route.ts';
import {
  confirmSecondFactor,
  enrolSecondFactor,
  getSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
  resetSecondFactor,
} from './schema.ts';
import type { OwnSecondFactor } from './service.ts';

/** The second factor over HTTP. */
export function secondFactorRoutes(own: OwnSecondFactor): readonly Route[] {
  return [
    route(getSecondFactor, ({ context }) => own.state(context)),
    route(enrolSecondFactor, ({ context, body, ip }) => own.enrol(context, { ...body, ip })),
    route(confirmSecondFactor, ({ context, body, ip }) => own.confirm(context, { ...body, ip })),
    route(renewRecoveryCodes, ({ context, body, ip }) => own.renewCodes(context, { ...body, ip })),
    route(removeSecondFactor, ({ context, body, ip }) => own.remove(context, { ...body, ip })),
    route(resetSecondFactor, ({ tx, context, params }) => own.reset(tx, context, params.id)),
  ];
}
