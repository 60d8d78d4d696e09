import type { Kernel, ModuleParts } from '#kernel/module.ts';
import { homeRoutes } from './home/routes.ts';
import { createHome, type HomeSources } from './home/service.ts';

export { INSIGHT_PERMISSIONS } from './permissions.ts';

export interface Insight {
  readonly parts: ModuleParts;
}

/** What the numbers say, each with its freshness. */
export function createInsight(kernel: Kernel, sources: HomeSources): Insight {
  return { parts: { name: 'insight', routes: homeRoutes(createHome(kernel, sources)) } };
}
