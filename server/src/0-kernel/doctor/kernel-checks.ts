import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import { analyticChecks } from './analytic-checks.ts';
import type { DoctorCheck } from './doctor.ts';
import { keyChecks } from './key-checks.ts';
import { machineChecks } from './machine-checks.ts';
import { placeChecks } from './place-checks.ts';
import { postgresChecks } from './postgres-checks.ts';
import { workChecks } from './work-checks.ts';

export interface KernelCheckOptions {
  readonly kernel: Pick<Kernel, 'config' | 'clock' | 'postgres' | 'olap'>;
  /** Of all event readers that the platform registers, those of the feed included. */
  readonly readerNames: readonly string[];
  readonly feed: Pick<Feed, 'freshness'> | null;
}

/** All checks of the ground under the modules, from the machine upward. */
export function kernelChecks({ kernel, readerNames, feed }: KernelCheckOptions): readonly DoctorCheck[] {
  const { config, clock, postgres, olap } = kernel;
  return [
    ...machineChecks(config),
    ...placeChecks(config),
    ...postgresChecks({ postgres, clock }),
    ...keyChecks({ config, postgres }),
    ...workChecks({ postgres, clock, readerNames }),
    ...analyticChecks({ olap, feed }),
  ];
}
