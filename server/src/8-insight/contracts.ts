/** The faces of all slices of this module that callers outside the server may see. */
export * from './best-channels/schema.ts';
export * from './forecast/schema.ts';
export * from './funnel/schema.ts';
export * from './metrics/schema.ts';
export * from './opportunities/schema.ts';
export * from './packs/schema.ts';
export * from './pivots/schema.ts';
export * from './reports/schema.ts';
export * from './trends/schema.ts';
