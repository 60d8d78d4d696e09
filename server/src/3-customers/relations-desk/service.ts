import type { Route } from '#kernel/http/route.ts';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import type { Belonging } from '../belongings/belonging.ts';
import { GOES_WITH_RECORD } from '../belongings/goes-with-record.ts';
import type { FactOwner } from '../facts.ts';
import { householdRoutes } from '../households/routes.ts';
import { createHouseholds, type Households, householdFacts } from '../households/service.ts';
import { countByRecord as memberships } from '../households/store.ts';
import { introductionRoutes } from '../introductions/routes.ts';
import { createIntroductions, introductionFacts, introductionTimeline } from '../introductions/service.ts';
import { countByRecord as introductionsOf } from '../introductions/store.ts';
import type { Profiles } from '../profile/service.ts';
import { suggestionJobs } from '../relation-suggestions/jobs.ts';
import { suggestionRoutes } from '../relation-suggestions/routes.ts';
import {
  createRelationSuggestions,
  type RelationSuggestions,
  suggestionFacts,
} from '../relation-suggestions/service.ts';
import { relationScanTimer } from '../relation-suggestions/timers.ts';
import { relationRoutes } from '../relations/routes.ts';
import { createRelations, relationFacts } from '../relations/service.ts';
import { countByRecord as links } from '../relations/store.ts';
import type { TimelineSource } from '../timeline/source.ts';

/** Households, links, introductions. */
export interface RelationsDesk {
  readonly households: Pick<Households, 'peopleAround' | 'peopleOf'>;
  readonly suggestions: Pick<RelationSuggestions, 'scan'>;
  readonly routes: readonly Route[];
  readonly jobs: readonly JobKind[];
  readonly timers: readonly TimerKind[];
}

export const RELATION_FACTS: readonly FactOwner[] = [householdFacts, relationFacts, suggestionFacts, introductionFacts];
export const RELATION_TIMELINES: readonly TimelineSource[] = [introductionTimeline];

/** What merging does to households, links and introductions. */
export const RELATION_BELONGINGS: readonly Belonging[] = [
  {
    name: 'customers.households',
    label: { 'zh-CN': '家庭成员身份', en: 'Membership of households' },
    owner: householdFacts.name,
    merging: {
      'zh-CN': '保留：同一家庭只显示一次；原来在两个家庭的，两个都显示，由员工决定离开哪一个',
      en: 'Kept: in one household shown once; of two households both are shown, and staff say which one to leave',
    },
    unmerging: {
      'zh-CN': '随来源记录回到各自的客户与家庭；为成员购买的标记不变',
      en: 'Goes back with the record to each one’s household; what was bought for a member stays marked',
    },
    count: memberships,
  },
  {
    name: 'customers.relations',
    label: { 'zh-CN': '与其他客户的关系', en: 'Links with other customers' },
    owner: relationFacts.name,
    merging: {
      'zh-CN': '全部保留，与同一人的同种关系只显示一次；两位之间的关系不再显示',
      en: 'All are kept, one of a kind with the same person shown once; a link between the two is not shown',
    },
    unmerging: GOES_WITH_RECORD.unmerging,
    count: links,
  },
  {
    name: 'customers.relation_suggestions',
    label: { 'zh-CN': '关系建议', en: 'Suggested links' },
    owner: suggestionFacts.name,
    merging: {
      'zh-CN': '随来源记录；已拒绝的对合并后的客户同样不再提出',
      en: 'Go with their record; what was rejected is not proposed for the customer who remains either',
    },
    unmerging: GOES_WITH_RECORD.unmerging,
  },
  {
    name: 'customers.introductions',
    label: { 'zh-CN': '介绍记录', en: 'Introductions' },
    owner: introductionFacts.name,
    ...GOES_WITH_RECORD,
    count: introductionsOf,
  },
];

/** Puts the slices together that say who is around a customer. */
export function createRelationsDesk(kernel: Kernel, parts: { readonly profiles: Profiles }): RelationsDesk {
  const households = createHouseholds(kernel, parts);
  const relations = createRelations(kernel, parts);
  const suggestions = createRelationSuggestions(kernel, { relations });
  return {
    households,
    suggestions,
    routes: [
      ...householdRoutes(households),
      ...relationRoutes(relations),
      ...suggestionRoutes(suggestions),
      ...introductionRoutes(createIntroductions(kernel, parts)),
    ],
    jobs: suggestionJobs(suggestions),
    timers: [relationScanTimer(kernel)],
  };
}
