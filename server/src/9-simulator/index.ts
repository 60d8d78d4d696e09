export { readDemoSize } from './demo/demo-size.ts';
export { createDemo, type Demo, type DemoOptions, type DemoOutcome } from './demo/service.ts';
export { createLoading, type LoadedKind, type Loading, type LoadOptions, type LoadSummary } from './loading/service.ts';
export { type Manifest, type ManifestFile, summaryOf } from './manifest.ts';
export {
  DEFAULT_SEED,
  DEFAULT_UNTIL,
  DEFAULT_YEARS,
  MAX_CUSTOMERS,
  MAX_YEARS,
  type Parameters,
  parameterAtFault,
} from './parameters.ts';
export { createShelf, type Shelf } from './shelf/service.ts';
export { type WriteOptions, writeBrand } from './writing/service.ts';
