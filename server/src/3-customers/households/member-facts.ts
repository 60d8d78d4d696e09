import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import { readBirthday } from '../normalizing/birthdays.ts';
import type { MemberFacts, MemberRow } from './household.ts';
import { type RelationToHolder, seenFromNewHolder } from './kinship.ts';
import type { MemberChange } from './schema.ts';

/** Of a member about whom nothing is known. */
export const NOTHING = {
  recordId: null,
  customerId: null,
  name: null,
  relationWord: null,
  sizes: {},
  birthday: null,
  bornOn: null,
  note: null,
} as const;

/** The member of this id; throws 404. */
export function memberAmong(members: readonly MemberRow[], memberId: string): MemberRow {
  const member = members.find(({ id }) => id === memberId);
  if (member === undefined) {
    throw notFound({ 'zh-CN': '家庭成员', en: 'member' }, memberId);
  }
  return member;
}

/** What is kept about a member here; name and birthday of a customer stand in the profile. */
export function own(member: MemberRow): MemberFacts {
  return member.customerId === null ? member : { ...member, name: null, birthday: null, bornOn: null };
}

/** Throws 409 when the holder goes and others stay. */
export function requireHolderStays(member: MemberRow, members: readonly MemberRow[]): void {
  const others = members.filter(({ id }) => id !== member.id);
  if (member.relation === 'holder' && others.length > 0 && !others.some(({ relation }) => relation === 'holder')) {
    throw new AppError('holder_needed', 409, {
      message: {
        'zh-CN': '户主离开前，请先把另一位成员设为户主',
        en: 'Make another member the holder before this one leaves',
      },
    });
  }
}

/** What each of the members is to the one who is made the holder. Throws 409 for somebody who is no customer. */
export function relationsUnder(
  next: MemberRow,
  members: readonly MemberRow[],
): { readonly id: string; readonly relation: RelationToHolder }[] {
  if (next.customerId === null) {
    throw new AppError('holder_no_customer', 409, {
      message: {
        'zh-CN': '户主须是客户，请先把这位家人关联到客户',
        en: 'The holder has to be a customer; say first which customer this person is',
      },
    });
  }
  return members.map(({ id, relation }) => ({
    id,
    relation: id === next.id ? 'holder' : seenFromNewHolder(next.relation, relation),
  }));
}

/** Throws 409 for what is not changed here: the name of a customer, the relation of the holder. */
export function requireChangeable(before: MemberRow, { name, birthday, customerId, relation }: MemberChange): void {
  if (before.customerId !== null && (name !== undefined || birthday !== undefined || customerId !== undefined)) {
    throw new AppError('member_is_customer', 409, {
      message: {
        'zh-CN': '这位成员已是客户，姓名与生日请在客户页修改',
        en: 'This member is a customer: name and birthday are changed on the customer’s page',
      },
    });
  }
  if (before.relation === 'holder' && relation !== undefined) {
    throw new AppError('holder_needed', 409, {
      message: {
        'zh-CN': '户主的关系不能直接修改，请把另一位成员设为户主',
        en: 'The holder stays the holder until another member is made it',
      },
    });
  }
}

/** A birthday as it is written, and the day by the sun where the year is told. Throws 400 when it is none. */
export function born(given: string | null): Pick<MemberFacts, 'birthday' | 'bornOn'> {
  if (given === null || given === '') {
    return { birthday: null, bornOn: null };
  }
  const read = readBirthday(given);
  if (read.kind === 'none') {
    throw invalidInput([
      {
        field: 'birthday',
        code: 'birthday_invalid',
        message: {
          'zh-CN': '请填日期，如 2016-05-04、5 月 4 日、农历八月十五',
          en: 'give a date such as 2016-05-04, 5 May or 农历八月十五',
        },
      },
    ]);
  }
  return { birthday: given, bornOn: read.date };
}

/** Sizes as they are after a change; an empty one is taken away. */
export function worn(
  before: Readonly<Record<string, string>>,
  change: Readonly<Partial<Record<string, string>>> = {},
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries({ ...before, ...change }).flatMap(([kind, size]) =>
      size === undefined || size === '' ? [] : [[kind, size]],
    ),
  );
}

/** Somebody is in a household already. */
export function inHousehold(cause?: unknown): AppError {
  return new AppError('customer_in_household', 409, {
    message: {
      'zh-CN': '这位客户已在另一个家庭，请先离开，或从那里迁移过来',
      en: 'This customer is in another household; let them leave it, or move them from there',
    },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What was changed is otherwise by now. */
export function changedSince(cause?: unknown): AppError {
  return new AppError('household_changed_since', 409, {
    message: {
      'zh-CN': '这之后又有变动，请先撤销较新的变动',
      en: 'Something of it was changed since; take the newer changes back first',
    },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** An empty text says that there is nothing. */
export function orNull(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
