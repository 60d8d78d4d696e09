/** Masking, for pure files of other modules. */
export { maskAddress } from './masking/mask-address.ts';
export { maskEmail } from './masking/mask-email.ts';
export { maskPhone } from './masking/mask-phone.ts';
