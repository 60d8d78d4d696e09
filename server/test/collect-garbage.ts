import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

// `as` below: the context has what the flag exposes.
/** Sweeps the heap, so that what is measured afterwards is what is held and not what waits for the sweeper. */
export const collectGarbage = runInNewContext('gc') as () => void;
