import type { Text } from '#kernel/pure/text.ts';
import type { FieldDefinition } from '../fields/definition.ts';
import { ID_NUMBER_FIELD } from '../identity/contradictions.ts';
import type { Survivor } from '../values/survivors.ts';

/** Something that speaks against a merge. `stop`: it needs to be overruled. */
export interface MergeWarning {
  readonly code: string;
  readonly stop: boolean;
  readonly message: Text;
}

export interface Compared {
  readonly survivors: ReadonlyMap<string, Survivor>;
  /** When something of theirs happened. */
  readonly moments: readonly Date[];
}

/** Fields of which nobody has two. */
const ONE_OF_EACH: readonly { readonly field: string; readonly code: string; readonly message: Text }[] = [
  {
    field: ID_NUMBER_FIELD,
    code: 'id_numbers_differ',
    message: { 'zh-CN': '证件号码不同', en: 'Their ID numbers differ' },
  },
  { field: 'gender', code: 'genders_differ', message: { 'zh-CN': '性别不同', en: 'Their sexes differ' } },
  { field: 'birthday', code: 'birthdays_differ', message: { 'zh-CN': '生日不同', en: 'Their birth dates differ' } },
];

const HOUR_MS = 3_600_000;

/** What speaks against it that these are one person. */
export function warningsFor(
  customers: readonly Compared[],
  aparts: readonly { readonly reason: string; readonly actorName: string; readonly setAt: Date }[],
): MergeWarning[] {
  const differing = ONE_OF_EACH.filter(({ field }) => {
    const values = customers.flatMap(({ survivors }) => {
      const survivor = survivors.get(field);
      return survivor === undefined ? [] : [JSON.stringify(survivor.value)];
    });
    return new Set(values).size > 1;
  });
  return [
    ...aparts.map(({ reason, actorName, setAt }) => {
      const day = setAt.toISOString().slice(0, 10);
      return {
        code: 'set_apart',
        stop: true,
        message: {
          'zh-CN': `${actorName} 于 ${day} 标记为不是同一人：${reason}`,
          en: `${actorName} said on ${day} that they are two people: ${reason}`,
        },
      };
    }),
    ...differing.map(({ code, message }) => ({ code, message, stop: false })),
    ...(sharesAnHour(customers) ? [SAME_HOUR] : []),
  ];
}

const SAME_HOUR: MergeWarning = {
  code: 'active_in_same_hour',
  stop: false,
  message: {
    'zh-CN': '曾在同一小时内分别有活动，可能是两个人',
    en: 'Both were active within the same hour; they may be two people',
  },
};

function sharesAnHour(customers: readonly Compared[]): boolean {
  const seen = new Set<number>();
  return customers.some(({ moments }) => {
    const hours = new Set(moments.map((at) => Math.floor(at.getTime() / HOUR_MS)));
    const isShared = [...hours].some((hour) => seen.has(hour));
    for (const hour of hours) {
      seen.add(hour);
    }
    return isShared;
  });
}

/** Which fields the customers say something of, and whether they say the same. */
export function comparedFields(
  customers: readonly ReadonlyMap<string, Survivor>[],
  definitions: readonly Pick<FieldDefinition, 'key'>[],
  basics: readonly string[],
): { readonly key: string; readonly differs: boolean }[] {
  return [...basics, ...definitions.map(({ key }) => key)].flatMap((key) => {
    const values = customers.flatMap((survivors) => survivors.get(key)?.value ?? []);
    const said = customers.map((survivors) => JSON.stringify(survivors.get(key)?.value ?? null));
    return values.length === 0 ? [] : [{ key, differs: new Set(said.filter((text) => text !== 'null')).size > 1 }];
  });
}
