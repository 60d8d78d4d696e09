/** The contracts of this module, for `contracts.ts` above all modules. */
export * from './liking/schema.ts';
export * from './pyramid/schema.ts';
export * from './recognition/schema.ts';
export * from './recommendations/schema.ts';
