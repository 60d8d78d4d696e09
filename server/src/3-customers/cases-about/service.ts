import { type Context, may } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { SubjectKind, Work } from '#work';
import type { Belonging } from '../belongings/belonging.ts';
import { GOES_WITH_RECORD } from '../belongings/goes-with-record.ts';
import type { FactOwner } from '../facts.ts';
import type { Profiles } from '../profile/service.ts';
import { anchorsOf } from '../profile/store.ts';

const TYPE = 'customer';

/** Tasks and cases about customers: who may start them, what they are called, what merging does to them. */
export interface CasesAbout {
  readonly subject: SubjectKind;
  readonly owner: FactOwner;
  readonly belonging: Belonging;
}

/** What merging customers does to their tasks and cases. */
export const CASES_BELONGING: Belonging = {
  name: 'work.cases',
  label: { 'zh-CN': '任务与工单', en: 'Tasks and cases' },
  owner: 'work',
  ...GOES_WITH_RECORD,
};

/** Cases about customers; registered on both sides in `wiring.ts`. */
export function casesAboutCustomers(
  work: Pick<Work, 'moveSubjects' | 'usedRecords'>,
  profiles: Pick<Profiles, 'requireVisible' | 'names'>,
): CasesAbout {
  return {
    subject: {
      type: TYPE,
      find: async (tx, context, id) => {
        if (!(await isVisible(profiles, context, id))) {
          return null;
        }
        const [anchor] = await anchorsOf(tx, [id]);
        return anchor === undefined ? null : { id, recordId: anchor.recordId };
      },
      labels: async (_reader, context, ids) => {
        const names = may(context.actor, 'customers.read') ? await profiles.names(ids) : new Map<string, never>();
        return new Map(
          [...names].flatMap(([id, { name, account }]) => {
            const label = name ?? account;
            return label === null ? [] : [[id, label]];
          }),
        );
      },
    },
    owner: {
      name: 'work',
      reassign: (tx, context, records) =>
        work.moveSubjects(
          tx,
          context,
          TYPE,
          records.map(({ recordId, customerId }) => ({ recordId, subjectId: customerId })),
        ),
      usedRecords: (tx, recordIds) => work.usedRecords(tx, TYPE, recordIds),
    },
    belonging: CASES_BELONGING,
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

async function isVisible(profiles: Pick<Profiles, 'requireVisible'>, context: Context, id: string): Promise<boolean> {
  if (!may(context.actor, 'customers.read') || !UUID.test(id)) {
    return false;
  }
  try {
    await profiles.requireVisible(context, id);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.status === 404) {
      return false;
    }
    throw error;
  }
}
