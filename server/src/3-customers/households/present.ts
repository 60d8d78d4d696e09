import { maskAddress, maskPhone } from '#access/pure';
import type { BusinessDate } from '#kernel/pure/dates.ts';
import { ageOn, isBirthday } from '../condition-facts/birthday.ts';
import { isMinorOn } from '../consents/minor.ts';
import { maskText } from '../profile/mask-text.ts';
import type { HouseholdRow, MemberRow } from './household.ts';
import { KINSHIP_WORDS } from './kinship.ts';
import type { Household, HouseholdMember } from './schema.ts';

export interface Reader {
  readonly today: BusinessDate;
  readonly mayReveal: boolean;
  readonly mayWrite: boolean;
  /** Customers whom the reader may see. */
  readonly visible: ReadonlySet<string>;
}

const FULL_DATE = /^\d{4}-\d{2}-\d{2}$/u;
const YEAR = /(?:19|20)\d{2}/u;
const HIDDEN = '***';

/** Members as people see them: a customer who is there twice because of a merge counts once. */
export function presentMembers(rows: readonly MemberRow[], reader: Reader): HouseholdMember[] {
  const groups = Map.groupBy(rows, (row) => row.customerId ?? row.id);
  return [...groups.values()].map(([first, ...others]) => ({
    ...presentMember(first as MemberRow, reader),
    sameAs: others.map(({ id }) => id),
  }));
}

function presentMember(row: MemberRow, reader: Reader): HouseholdMember {
  const isHidden = row.customerId !== null && !reader.visible.has(row.customerId);
  const bornOn = row.bornOn !== null && FULL_DATE.test(row.bornOn) && isBirthday(row.bornOn) ? row.bornOn : null;
  const own = {
    sizes: { ...row.sizes },
    birthday: shownBirthday(row, reader),
    note: row.note === null ? null : reader.mayReveal ? row.note : maskText(row.note),
  };
  return {
    id: row.id,
    sameAs: [],
    customer:
      row.customerId === null || isHidden
        ? null
        : { id: row.customerId, phone: row.phone === null ? null : maskPhone(row.phone) },
    name: isHidden ? null : row.name,
    isHidden,
    relation: row.relation,
    relationLabel: { ...KINSHIP_WORDS[row.relation] },
    relationWord: isHidden ? null : row.relationWord,
    ...(isHidden ? { sizes: {}, birthday: null, note: null } : own),
    age: isHidden || bornOn === null ? null : Math.max(0, ageOn(bornOn, reader.today)),
    isMinor: !isHidden && isMinorOn(bornOn, reader.today),
    joinedAt: row.joinedAt.toISOString(),
    leftAt: row.leftAt?.toISOString() ?? null,
  };
}

/** Of a customer the year: the profile has the rest, for a reason. Of others what was given, to those who may see it. */
function shownBirthday({ birthday, customerId }: MemberRow, { mayReveal }: Reader): string | null {
  if (birthday === null || (customerId === null && mayReveal)) {
    return birthday;
  }
  const year = YEAR.exec(birthday)?.[0];
  return year === undefined ? HIDDEN : `${year}-**-**`;
}

/** A household with those who are in it now. */
export function presentHousehold(row: HouseholdRow, members: readonly MemberRow[], reader: Reader): Household {
  const current = presentMembers(
    members.filter(({ leftAt }) => leftAt === null),
    reader,
  );
  const holder = current.find(({ relation }) => relation === 'holder');
  return {
    id: row.id,
    name: row.name,
    holder: holder === undefined ? null : { memberId: holder.id, name: holder.name },
    pooling: row.pooling,
    address: row.address === null || reader.mayReveal ? row.address : maskAddress(row.address),
    note: row.note === null || reader.mayReveal ? row.note : maskText(row.note),
    members: current,
    createdAt: row.createdAt.toISOString(),
    can: { write: reader.mayWrite, reveal: reader.mayReveal },
  };
}
