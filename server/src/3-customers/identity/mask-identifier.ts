import { maskEmail, maskPhone } from '#access/pure';
import type { TrustedIdentifier } from './trusted-identifiers.ts';

/** What anybody may see of an identifier: a card whole, since it is printed for all to see, of others the ends. */
export function maskIdentifier({ kind, value }: TrustedIdentifier): string {
  switch (kind) {
    case 'phone':
      return maskPhone(value);
    case 'email':
      return maskEmail(value);
    case 'member_card':
      return value;
    default:
      return maskEnds(value);
  }
}

function maskEnds(value: string): string {
  if (/^\d{11}$/u.test(value)) {
    return maskPhone(value);
  }
  return value.length <= 8 ? `${value.slice(0, 2)}****` : `${value.slice(0, 4)}****${value.slice(-4)}`;
}
