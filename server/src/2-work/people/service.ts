import type { Access, StaffMember } from '#access';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Colleague } from './schema.ts';
import * as store from './store.ts';

export interface Absence {
  readonly from: string;
  readonly until: string;
  readonly deputyId: string | null;
}

/** Colleagues: what they can do, when they are away. */
export interface People {
  list(context: Context): Promise<{ items: Colleague[]; can: { manage: boolean } }>;
  setAbsence(tx: Tx, context: Context, id: string, absence: Absence | null): Promise<Colleague>;
  setSkills(tx: Tx, context: Context, id: string, skills: readonly string[]): Promise<Colleague>;
  skillsOf(reader: Db | Tx, id: string | null): Promise<readonly string[]>;
  /** Throws `input_invalid` naming `field` unless somebody of the id can sign in and do work where it belongs. */
  requireWorker(
    reader: Db | Tx,
    id: string,
    options: { readonly field: string; readonly scopeId: string | null },
  ): Promise<StaffMember>;
}

const NOUN = { 'zh-CN': '同事', en: 'colleague' } as const;

/** People over one kernel. */
export function createPeople(
  kernel: Pick<Kernel, 'postgres' | 'clock'>,
  access: Pick<Access, 'audit' | 'staff'>,
): People {
  const { db } = kernel.postgres;
  const one = async (tx: Tx, context: Context, id: string): Promise<Colleague> => {
    const member = (await access.staff.find(tx, [id])).get(id);
    if (member === undefined || !canMeet(context, member)) {
      throw notFound(NOUN, id);
    }
    return present(member, (await store.selectPeople(tx, [id])).get(id), context);
  };
  const note = (tx: Tx, context: Context, id: string, action: string) =>
    access.audit(tx, context, { action: `work.${action}`, subjectType: 'user', subjectId: id, detail: {} });
  return {
    list: async (context) => {
      requirePermission(context, 'work.read');
      const members = (await access.staff.active(db)).filter((member) => isWorker(member) && canMeet(context, member));
      const people = await store.selectPeople(
        db,
        members.map(({ id }) => id),
      );
      return {
        items: members.map((member) => present(member, people.get(member.id), context)),
        can: { manage: may(context.actor, 'work.manage') },
      };
    },
    setAbsence: async (tx, context, id, absence) => {
      requirePermission(context, id === context.actor.id ? 'work.do' : 'work.manage');
      await one(tx, context, id);
      await requireAbsence(tx, access, { id, absence });
      await store.putAbsence(tx, {
        userId: id,
        absentFrom: absence === null ? null : new Date(absence.from),
        absentUntil: absence === null ? null : new Date(absence.until),
        deputyId: absence?.deputyId ?? null,
        at: kernel.clock.now(),
      });
      await note(tx, context, id, 'absence_set');
      return one(tx, context, id);
    },
    setSkills: async (tx, context, id, skills) => {
      requirePermission(context, 'work.manage');
      await one(tx, context, id);
      await store.putSkills(tx, { userId: id, skills: [...new Set(skills)], at: kernel.clock.now() });
      await note(tx, context, id, 'skills_set');
      return one(tx, context, id);
    },
    skillsOf: async (reader, id) =>
      id === null ? [] : ((await store.selectPeople(reader, [id])).get(id)?.skills ?? []),
    requireWorker: (reader, id, options) => requireWorker(reader, access, id, options),
  };
}

/** It ends after it begins, and the deputy is another colleague. */
async function requireAbsence(
  tx: Tx,
  access: Pick<Access, 'staff'>,
  { id, absence }: { readonly id: string; readonly absence: Absence | null },
): Promise<void> {
  if (absence === null) {
    return;
  }
  if (absence.until <= absence.from) {
    throw invalidInput([
      {
        field: 'absence.until',
        code: 'absence_ends_early',
        message: { 'zh-CN': '应晚于开始时间', en: 'should be after it begins' },
      },
    ]);
  }
  if (absence.deputyId === id) {
    throw invalidInput([
      {
        field: 'absence.deputyId',
        code: 'deputy_is_self',
        message: { 'zh-CN': '代理人不能是本人', en: 'should be somebody else' },
      },
    ]);
  }
  if (absence.deputyId !== null) {
    await requireWorker(tx, access, absence.deputyId, { field: 'absence.deputyId', scopeId: null });
  }
}

function isWorker(member: StaffMember): boolean {
  return member.permissions.has('work.do');
}

/** Whoever is limited to some scopes knows the colleagues of those, and those who work everywhere. */
function canMeet({ actor }: Context, member: StaffMember): boolean {
  const { scopeIds } = actor;
  return (
    scopeIds === null ||
    member.id === actor.id ||
    member.scopeIds === null ||
    member.scopeIds.some((id) => scopeIds.includes(id))
  );
}

async function requireWorker(
  reader: Db | Tx,
  { staff }: Pick<Access, 'staff'>,
  id: string,
  { field, scopeId }: { readonly field: string; readonly scopeId: string | null },
): Promise<StaffMember> {
  const member = (await staff.find(reader, [id])).get(id);
  if (member === undefined || member.disabled || !isWorker(member)) {
    throw invalidInput([
      {
        field,
        code: 'colleague_unknown',
        message: { 'zh-CN': '没有可以处理任务的这位同事', en: 'is nobody who can be given work' },
      },
    ]);
  }
  if (scopeId !== null && member.scopeIds !== null && !member.scopeIds.includes(scopeId)) {
    throw new AppError('colleague_elsewhere', 409, {
      message: {
        'zh-CN': `${member.name} 的数据范围不包括这项工作`,
        en: `This belongs to a scope in which ${member.name} does not work`,
      },
    });
  }
  return member;
}

function present(member: StaffMember, person: store.PersonRow | undefined, context: Context): Colleague {
  return {
    id: member.id,
    name: member.name,
    skills: [...(person?.skills ?? [])],
    absentFrom: person?.absentFrom?.toISOString() ?? null,
    absentUntil: person?.absentUntil?.toISOString() ?? null,
    deputyId: person?.deputyId ?? null,
    isMe: member.id === context.actor.id,
  };
}
