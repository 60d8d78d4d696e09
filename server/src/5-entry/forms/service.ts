import type { Access } from '#access';
import { BRAND_NAME } from '#commerce';
import { type Customers, endable } from '#customers';
import { normalizeIdentifier } from '#customers/pure';
import type { Records } from '#intake';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, type Fault, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import type { Cards } from '../cards/service.ts';
import type { FormLinks } from '../form-links/service.ts';
import type { Purchases } from '../purchases/service.ts';
import type { Accepted } from '../reviewing/service.ts';
import { BUSINESS_ADDRESS, HOTLINE, LOGO, PRODUCT_TYPES } from '../settings.ts';
import type { Slips } from '../slips/service.ts';
import { customerOf } from '../submissions/person.ts';
import type { Submissions } from '../submissions/service.ts';
import type { SubmissionRow } from '../submissions/submission-row.ts';
import { needsGuardian } from './minor.ts';
import { ownScope } from './own-scope.ts';
import { type FormDefinition, type PublicForm, publicFormSchema, type SavedForm, type StaffForm } from './schema.ts';
import * as store from './store.ts';

/** The source of what stands on membership forms. */
export const FORM_SOURCE = 'membership_form';

export interface Forms {
  definition(context: Context): Promise<FormDefinition>;
  /** The same for whoever holds a link. */
  publicDefinition(token: string): Promise<FormDefinition>;
  /** Customer, card, purchase and consents in one transaction. */
  save(context: Context, form: StaffForm): Promise<SavedForm>;
  /** By the customers themselves: who is known already waits for the shop, since anybody may type anybody's number. */
  send(
    context: Context,
    token: string,
    form: PublicForm,
  ): Promise<{ state: 'saved' | 'received'; cardNumber: string | null }>;
  /** What `send` left waiting, once the shop accepts it. */
  takeWaiting(tx: Tx, context: Context, row: SubmissionRow): Promise<Accepted>;
}

export interface FormNeeds {
  readonly access: Pick<Access, 'audit'>;
  readonly customers: Pick<Customers, 'identity' | 'consents'>;
  readonly records: Pick<Records, 'takeWithin'>;
  readonly cards: Cards;
  readonly links: FormLinks;
  readonly purchases: Purchases;
  readonly slips: Pick<Slips, 'settleCard'>;
  readonly submissions: Pick<Submissions, 'put' | 'requireReadable'>;
  readonly setting: <T>(key: string, reader?: Db | Tx) => Promise<T>;
}

const WRITE = 'forms.write';

/** Membership forms, filled in by staff or by the customers themselves. */
export function createForms(kernel: Kernel, needs: FormNeeds): Forms {
  const { db } = kernel.postgres;
  const today = () => businessDateOf(kernel.clock.now(), zoneOf(kernel.config.timeZone));
  return {
    definition: async (context) => {
      requirePermission(context, WRITE);
      return definitionOf(needs, db);
    },
    publicDefinition: async (token) => {
      await needs.links.open(db, token);
      return definitionOf(needs, db);
    },
    save: (context, form) => {
      requirePermission(context, WRITE);
      requireGuardian(form, form.guardian !== undefined, today());
      const scopeId = ownScope(context, form.scopeId);
      const origin = { linkId: null, scopeId, savedName: context.actor.name, how: 'paper' as const, soldOn: today() };
      return retryOnConflict(() =>
        kernel.transaction(context, (tx) => saveOnce(kernel, needs, tx, { context, form, origin })),
      );
    },
    send: (context, token, form) => {
      requireGuardian(form, false, today());
      return retryOnConflict(() =>
        kernel.transaction(context, (tx) => sendOne(kernel, needs, tx, { context, token, form })),
      );
    },
    takeWaiting: async (tx, context, row) => {
      const form = publicFormSchema.parse(row.person);
      const origin = {
        linkId: row.batchId,
        scopeId: row.scopeId,
        savedName: row.submittedName,
        how: 'form' as const,
        soldOn: null,
      };
      const { customerId } = await saveOnce(kernel, needs, tx, { context, form, origin });
      const saved = await store.selectForm(tx, form.id);
      if (saved === null) {
        throw new Error('A form that was just saved is not there');
      }
      return { customerId, recordId: saved.recordId };
    },
  };
}

async function definitionOf({ setting, customers }: FormNeeds, db: Db): Promise<FormDefinition> {
  const [name, hotline, address, logo] = await Promise.all(
    [BRAND_NAME, HOTLINE, BUSINESS_ADDRESS, LOGO].map(({ key }) => setting<string>(key)),
  );
  const purposes = await customers.consents.purposes.all(db);
  const asked = new Set(endable(purposes));
  return {
    brand: { name: name ?? '', hotline: hotline ?? '', address: address ?? '', logo: logo ?? '' },
    productTypes: await setting<string[]>(PRODUCT_TYPES.key),
    purposes: purposes
      .filter(({ key, archivedAt, legalBasis }) => asked.has(key) && archivedAt === null && legalBasis === 'consent')
      .map(({ key, label, note, texts }) => ({
        key,
        label,
        note,
        texts: texts.map(({ language, version, body }) => ({ language, version, body })),
      })),
  };
}

interface Origin {
  readonly linkId: string | null;
  readonly scopeId: string | null;
  readonly savedName: string;
  readonly how: 'paper' | 'form';
  /** The day of the purchase that it tells of; null where nobody of ours saw a receipt. */
  readonly soldOn: string | null;
}

interface Saving {
  readonly context: Context;
  readonly form: StaffForm;
  readonly origin: Origin;
}

async function saveOnce(kernel: Kernel, needs: FormNeeds, tx: Tx, saving: Saving): Promise<SavedForm> {
  const { context, form, origin } = saving;
  const there = await store.selectForm(tx, form.id);
  if (there !== null) {
    return { ...savedOf(there), settled: 0 };
  }
  await needs.submissions.requireReadable(tx, [form], () => '');
  const card = await needs.cards.choose(tx, context, {
    given: form.cardNumber,
    findKnown: () => findKnown(needs, tx, form),
  });
  const taken = await takePerson(needs, tx, saving, card.number);
  await giveConsents(kernel, needs, tx, { ...saving, taken });
  const { productType, amount } = form;
  const bought =
    origin.soldOn !== null && productType !== undefined && amount !== undefined && Number(amount) > 0
      ? await needs.purchases.record(tx, context, {
          source: FORM_SOURCE,
          number: form.id,
          card: card.number,
          productType,
          amount,
          soldOn: origin.soldOn,
          scopeId: origin.scopeId,
          creditReason: 'creditReason' in form ? form.creditReason : null,
        })
      : null;
  const row = {
    id: form.id,
    ...taken,
    linkId: origin.linkId,
    scopeId: origin.scopeId,
    savedName: origin.savedName,
    savedAt: kernel.clock.now(),
    age: form.age ?? null,
    productType: productType ?? null,
    amount: amount ?? null,
    cardNumber: card.number,
    cardIssued: card.issued,
    joined: card.known.length > 0,
    orderId: bought?.orderId ?? null,
  };
  const number = await store.insertForm(tx, row);
  const settled = await needs.slips.settleCard(tx, context, card.number);
  await needs.access.audit(tx, context, {
    action: 'entry.form_saved',
    subjectType: 'customer',
    subjectId: taken.customerId,
    detail: { form: form.id, number, joined: row.joined, cardIssued: card.issued },
  });
  return { ...savedOf({ ...row, number }), settled };
}

function savedOf(row: store.FormRow): Omit<SavedForm, 'settled'> {
  const { id, number, customerId, joined, cardNumber, cardIssued, orderId } = row;
  return { id, number, customerId, joined, cardNumber, cardIssued, orderId };
}

/** Through the one recording path: the key is the form. */
async function takePerson(
  { records }: FormNeeds,
  tx: Tx,
  { context, form, origin }: Saving,
  cardNumber: string,
): Promise<Accepted> {
  const row = {
    source: FORM_SOURCE,
    key: form.id,
    type: 'customer',
    customer: { ...customerOf(form), identifiers: [{ type: 'member_card', value: cardNumber }] },
  };
  const [taken] = await records.takeWithin(tx, context, [row], { scopeId: origin.scopeId ?? undefined });
  if (taken?.outcome === 'rejected') {
    const { field, code, reason } = taken.fault;
    const name = field?.replace(/^customer\.(?:attributes\.|identifiers.*)?/u, '') ?? '';
    throw invalidInput([{ field: name === '' ? 'cardNumber' : name, code, message: reason }]);
  }
  if (taken === undefined || taken.id === null || taken.customerId === null) {
    throw new Error('Somebody who was taken in has no record');
  }
  return { recordId: taken.id, customerId: taken.customerId };
}

async function giveConsents(
  kernel: Kernel,
  { customers }: FormNeeds,
  tx: Tx,
  { context, form, origin, taken }: Saving & { readonly taken: Accepted },
): Promise<void> {
  const occurredAt = kernel.clock.now();
  const evidence = {
    form: `${FORM_SOURCE}:${form.id}`,
    ...(form.guardian === undefined ? {} : { guardian: form.guardian }),
  };
  await customers.consents.record(
    tx,
    context,
    [...new Set(form.consents)].map((purpose) => ({
      ...taken,
      act: 'given' as const,
      purpose,
      occurredAt,
      language: form.language,
      how: origin.how,
      evidence,
      source: FORM_SOURCE,
      key: `${form.id}:${purpose}`,
    })),
  );
}

async function sendOne(
  kernel: Kernel,
  needs: FormNeeds,
  tx: Tx,
  { context, token, form }: { readonly context: Context; readonly token: string; readonly form: PublicForm },
): Promise<{ state: 'saved' | 'received'; cardNumber: string | null }> {
  const link = await needs.links.open(tx, token);
  await needs.submissions.requireReadable(tx, [form], () => '');
  const there = await store.selectForm(tx, form.id);
  if (there !== null) {
    return { state: 'saved', cardNumber: there.cardNumber };
  }
  await needs.links.countUse(tx, link.id);
  if ((await findKnown(needs, tx, form)).length > 0) {
    await needs.submissions.put(tx, context, {
      id: form.id,
      kind: 'form',
      batchId: link.id,
      submittedBy: null,
      submittedName: link.label,
      scopeId: link.scopeId,
      person: form,
    });
    return { state: 'received', cardNumber: null };
  }
  const origin = { linkId: link.id, scopeId: link.scopeId, savedName: link.label, how: 'form' as const, soldOn: null };
  const { cardNumber } = await saveOnce(kernel, needs, tx, { context, form, origin });
  return { state: 'saved', cardNumber };
}

/** Whom the phone and e-mail mean: by the same rules the form will join them. */
async function findKnown(
  { customers }: FormNeeds,
  tx: Tx,
  form: Pick<PublicForm, 'phone' | 'email'>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const kind of ['phone', 'email'] as const) {
    const value = normalizeIdentifier(kind, form[kind] ?? '');
    const id = value === null ? null : await customers.identity.findByIdentifier(tx, kind, value);
    if (id !== null && !found.includes(id)) {
      found.push(id);
    }
  }
  return found;
}

function requireGuardian(form: PublicForm, isThere: boolean, today: string): void {
  if (!isThere && needsGuardian(form, today)) {
    throw new AppError('guardian_missing', 400, { message: GUARDIAN.message, faults: [GUARDIAN] });
  }
}

const GUARDIAN: Fault = {
  field: 'guardian',
  code: 'guardian_missing',
  message: {
    'zh-CN': '未满 14 周岁须由监护人同意：请到门店由店员登记监护人关系和核验方式',
    en: 'below 14 a guardian has to agree: at the shop, where staff write down the relation and how it was checked',
  },
};
