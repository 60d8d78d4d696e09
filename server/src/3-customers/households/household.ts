import type { RelationToHolder } from './kinship.ts';
import type { Pooling } from './schema.ts';

/** A household as it is stored. */
export interface HouseholdRow {
  readonly id: string;
  readonly name: string | null;
  readonly pooling: Pooling;
  readonly address: string | null;
  readonly note: string | null;
  readonly scopeId: string | null;
  readonly createdAt: Date;
}

/** A member as stored, with what the profile says of a customer. */
export interface MemberRow {
  readonly id: string;
  readonly householdId: string;
  readonly recordId: string | null;
  readonly customerId: string | null;
  /** Of a customer, the profile's. */
  readonly name: string | null;
  readonly phone: string | null;
  readonly relation: RelationToHolder;
  readonly relationWord: string | null;
  readonly sizes: Readonly<Record<string, string>>;
  readonly birthday: string | null;
  readonly bornOn: string | null;
  readonly note: string | null;
  readonly joinedAt: Date;
  readonly leftAt: Date | null;
}

/** What is kept about a member here. */
export type MemberFacts = Omit<MemberRow, 'phone' | 'leftAt'>;
