import type { Access } from '#access';
import type { Customers } from '#customers';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import { formatMoney, parseAmount, roundMinor } from '#kernel/pure/money.ts';
import type { Text } from '#kernel/pure/text.ts';
import {
  type CreditFigures,
  type CreditJudgement,
  type CreditTerms,
  dueOn,
  judgeCredit,
  openFigures,
} from './judge-credit.ts';
import type { CreditCheck, CreditLimit, CustomerCredit, SavedCreditLimit } from './schema.ts';
import { CREDIT_PAYMENT_DAYS, CREDIT_WARNING_PERCENT } from './settings.ts';
import * as store from './store.ts';

export const CREDIT_LIMIT_CHANGED = 'commerce.credit_limit_changed';

export interface CreditParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'config' | 'events'>;
  readonly customers: Pick<Customers, 'profiles' | 'anchors'>;
  readonly access: Pick<Access, 'audit' | 'staff' | 'setting'>;
  readonly defaultCurrency: () => Promise<string>;
}

/** An order that staff are about to confirm or to write down. */
export interface CreditAsked {
  readonly customerId: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** Where it is there already. */
  readonly orderId?: string | undefined;
  /** Why it is taken although it is over the limit; kept in the audit trail. */
  readonly goOn?: string | null | undefined;
}

/** What every way of confirming an order by staff asks before it is done. */
export interface CreditGuard {
  /** Throws 409 `credit_over_limit` where the limit would be passed and nobody says why to go on. */
  requireWithin(tx: Tx, context: Context, asked: CreditAsked): Promise<void>;
}

export interface Credit extends CreditGuard {
  get(context: Context, customerId: string): Promise<CustomerCredit>;
  save(tx: Tx, context: Context, customerId: string, given: SavedCreditLimit): Promise<CustomerCredit>;
  check(
    context: Context,
    customerId: string,
    asked: { readonly amount: string; readonly currency?: string | undefined; readonly orderId?: string | undefined },
  ): Promise<CreditCheck>;
}

/** What customers may owe, what they do owe, and whether a further order is still within it. */
export function createCredit(parts: CreditParts): Credit {
  const { kernel, customers } = parts;
  const { db } = kernel.postgres;
  return {
    get: async (context, customerId) => {
      requirePermission(context, 'credit.read');
      await customers.profiles.requireVisible(context, customerId);
      return present(parts, db, context, customerId);
    },
    save: async (tx, context, customerId, given) => {
      requirePermission(context, 'credit.write');
      await customers.profiles.requireVisible(context, customerId);
      await saveLimit(parts, tx, context, { customerId, given });
      return present(parts, tx, context, customerId);
    },
    check: async (context, customerId, { amount, currency, orderId }) => {
      requirePermission(context, 'credit.read');
      await customers.profiles.requireVisible(context, customerId);
      const known = await knownOf(parts, db, customerId, orderId);
      const amountMinor = inTerms(known.terms, readMinor(known.terms, amount, currency), currency);
      return { ...figuresOf(known, judgeCredit(known.figures, known.terms, amountMinor)), amountMinor };
    },
    requireWithin: async (tx, context, asked) => {
      await store.lockCredit(tx, asked.customerId);
      const known = await knownOf(parts, tx, asked.customerId, asked.orderId);
      const amountMinor = inTerms(known.terms, asked.amountMinor, asked.currency);
      const judged = judgeCredit(known.figures, known.terms, amountMinor);
      if (judged.outcome !== 'over' || amountMinor === 0) {
        return;
      }
      const reason = asked.goOn?.trim() ?? '';
      if (reason === '') {
        throw overLimit(known, judged);
      }
      await parts.access.audit(tx, context, {
        action: 'commerce.credit_exceeded',
        subjectType: 'customer',
        subjectId: asked.customerId,
        reason,
        detail: {
          amountMinor,
          openMinor: known.figures.openMinor,
          limitMinor: known.terms.limitMinor,
          currency: known.terms.currency,
          ...(asked.orderId === undefined ? {} : { orderId: asked.orderId }),
        },
      });
    },
  };
}

interface Known {
  readonly terms: CreditTerms;
  readonly figures: CreditFigures;
}

/** The terms of a customer and what is open now, from the facts themselves. */
async function knownOf(
  parts: CreditParts,
  reader: Db | Tx,
  customerId: string,
  exceptOrderId?: string,
): Promise<Known> {
  const limit = (await store.standingOf(reader, [customerId])).get(customerId) ?? null;
  const terms = await termsOf(parts, reader, limit);
  const owed = await store.owedBy(reader, customerId, exceptOrderId);
  return { terms, figures: openFigures(owed, terms, todayOf(parts)) };
}

function todayOf({ kernel }: Pick<CreditParts, 'kernel'>): string {
  return businessDateOf(kernel.clock.now(), zoneOf(kernel.config.timeZone));
}

async function termsOf(parts: CreditParts, reader: Db | Tx, limit: store.LimitRow | null): Promise<CreditTerms> {
  const { access } = parts;
  return {
    limitMinor: limit?.amountMinor ?? null,
    currency: limit?.currency ?? (await parts.defaultCurrency()),
    paymentDays: limit?.paymentDays ?? (await access.setting<number>(CREDIT_PAYMENT_DAYS.key, reader)),
    warningPercent: await access.setting<number>(CREDIT_WARNING_PERCENT.key, reader),
  };
}

/** Amounts in another currency than that of the limit are not held against it. */
function inTerms({ currency }: CreditTerms, amountMinor: number, given: string | undefined): number {
  return given === undefined || given === currency ? amountMinor : 0;
}

const MOST_MINOR = 1e15;

function readMinor({ currency: own }: CreditTerms, amount: string, currency = own): number {
  const plain = parseAmount(amount);
  const minor = plain === null || plain.startsWith('-') ? null : roundMinor(currency, plain);
  if (minor === null || minor > MOST_MINOR) {
    throw invalidInput([
      {
        field: 'amount',
        code: 'amount_invalid',
        message: { 'zh-CN': '应为金额，如 149.00', en: 'should be an amount, like 149.00' },
      },
    ]);
  }
  return minor;
}

function figuresOf({ terms, figures }: Known, { outcome, causes, afterMinor, roomMinor }: CreditJudgement) {
  return { ...terms, ...figures, outcome, causes: [...causes], afterMinor, roomMinor };
}

function overLimit({ terms, figures }: Known, { afterMinor }: CreditJudgement): AppError {
  const { currency, limitMinor } = terms;
  const say = (amountMinor: number): Text => ({
    'zh-CN': formatMoney({ amountMinor, currency }, 'zh-CN'),
    en: formatMoney({ amountMinor, currency }, 'en'),
  });
  const [after, limit, open] = [say(afterMinor), say(limitMinor ?? 0), say(figures.openMinor)];
  const message: Text = {
    'zh-CN': `超过信用额度：未付款 ${open['zh-CN']}，加上这一单共 ${after['zh-CN']}，额度 ${limit['zh-CN']}。要继续，请写明原因`,
    en: `Over the credit limit: ${open.en} is open, ${after.en} with this order, the limit is ${limit.en}. To go on, say why`,
  };
  return new AppError('credit_over_limit', 409, {
    message,
    faults: [{ field: 'creditReason', code: 'credit_over_limit', message }],
  });
}

async function present(
  parts: CreditParts,
  reader: Db | Tx,
  context: Context,
  customerId: string,
): Promise<CustomerCredit> {
  const rows = await store.limitsOf(reader, customerId);
  const heads = headsOf(rows);
  const limit = (await store.standingOf(reader, [customerId])).get(customerId) ?? null;
  const terms = await termsOf(parts, reader, limit);
  const owed = await store.owedBy(reader, customerId);
  const figures = openFigures(owed, terms, todayOf(parts));
  const { afterMinor: _, ...said } = figuresOf({ terms, figures }, judgeCredit(figures, terms, 0));
  return {
    ...said,
    limit: limit === null ? null : presentLimit(limit),
    undecided: heads.length > 1 ? heads.map(presentLimit) : [],
    history: rows.map(presentLimit),
    revision: rows.length,
    orders: may(context.actor, 'orders.read')
      ? owed.map(({ orderId, number, currency, businessDate, openMinor }) => ({
          id: orderId,
          number,
          placedOn: businessDate,
          dueOn: dueOn(businessDate, terms.paymentDays),
          currency,
          openMinor,
        }))
      : null,
    can: { write: may(context.actor, 'credit.write') },
  };
}

/** What no later change has taken the place of, the lowest first; several where customers were merged. */
function headsOf(rows: readonly store.LimitRow[]): readonly store.LimitRow[] {
  const gone = new Set(rows.flatMap(({ supersedes }) => supersedes));
  return rows
    .filter(({ id }) => !gone.has(id))
    .toSorted((a, b) => (a.amountMinor ?? Number.MAX_SAFE_INTEGER) - (b.amountMinor ?? Number.MAX_SAFE_INTEGER));
}

function presentLimit(row: store.LimitRow): CreditLimit {
  const { id, amountMinor, currency, paymentDays, ownerId, owner, reason, changedBy, changedAt } = row;
  return {
    id,
    amountMinor,
    currency,
    paymentDays,
    ownerId,
    owner,
    reason,
    changedBy,
    changedAt: changedAt.toISOString(),
  };
}

async function saveLimit(
  parts: CreditParts,
  tx: Tx,
  context: Context,
  { customerId, given }: { readonly customerId: string; readonly given: SavedCreditLimit },
): Promise<void> {
  const { kernel, customers, access } = parts;
  await store.lockCredit(tx, customerId);
  const before = await store.limitsOf(tx, customerId, { lock: true });
  requireBase(before, given.baseRevision);
  const [anchor] = await customers.anchors(tx, [customerId]);
  if (anchor === undefined) {
    throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
  }
  const heads = headsOf(before);
  const [last] = heads;
  const row: store.LimitRow = {
    id: newId(),
    recordId: anchor.recordId,
    customerId,
    amountMinor: given.amountMinor,
    currency: await parts.defaultCurrency(),
    paymentDays: given.paymentDays ?? last?.paymentDays ?? (await access.setting<number>(CREDIT_PAYMENT_DAYS.key, tx)),
    ownerId: given.ownerId,
    owner: await ownerName(parts, tx, given.ownerId),
    reason: given.reason,
    supersedes: heads.map(({ id }) => id),
    changedBy: context.actor.name,
    changedAt: kernel.clock.now(),
  };
  await store.insertLimit(tx, row);
  await access.audit(tx, context, {
    action: 'commerce.credit_limit_changed',
    subjectType: 'customer',
    subjectId: customerId,
    detail: {
      before: last?.amountMinor ?? null,
      after: row.amountMinor,
      currency: row.currency,
      days: row.paymentDays,
    },
  });
  await kernel.events.append(tx, context, [{ type: CREDIT_LIMIT_CHANGED, data: { customerIds: [customerId] } }]);
}

function requireBase(before: readonly store.LimitRow[], baseRevision: number | undefined): void {
  if (baseRevision !== undefined && baseRevision !== before.length) {
    throw new AppError('credit_limit_changed', 409, {
      message: {
        'zh-CN': `${before[0]?.changedBy ?? ''} 刚刚改过信用额度，请先查看对方的修改`,
        en: `${before[0]?.changedBy ?? ''} has just changed the credit limit; look at that change first`,
      },
    });
  }
}

async function ownerName({ access }: CreditParts, tx: Tx, ownerId: string | null): Promise<string | null> {
  const owner = ownerId === null ? null : (await access.staff.find(tx, [ownerId])).get(ownerId);
  if (owner === undefined || owner?.disabled === true) {
    throw invalidInput([
      {
        field: 'ownerId',
        code: 'owner_unknown',
        message: { 'zh-CN': '负责人应为可登录的员工', en: 'the owner is somebody of the staff who can sign in' },
      },
    ]);
  }
  return owner?.name ?? null;
}
