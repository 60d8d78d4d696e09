import { addDays, dayNumber } from '#kernel/pure/dates.ts';

/** How an amount stands to what a customer may owe. */
export const CREDIT_OUTCOMES = ['ok', 'warn', 'over'] as const;
export type CreditOutcome = (typeof CREDIT_OUTCOMES)[number];

/** Why it is not simply well, the gravest first. */
export const CREDIT_CAUSES = ['over_limit', 'near_limit', 'overdue'] as const;
export type CreditCause = (typeof CREDIT_CAUSES)[number];

export interface OpenOrder {
  readonly currency: string;
  /** The day of the order in the business's zone. */
  readonly businessDate: string;
  readonly openMinor: number;
}

export interface CreditTerms {
  /** Null: none was set. */
  readonly limitMinor: number | null;
  readonly currency: string;
  readonly paymentDays: number;
  /** Of the limit, from which on it warns. */
  readonly warningPercent: number;
}

export interface CreditFigures {
  readonly openMinor: number;
  readonly overdueMinor: number;
  /** Of the oldest that is overdue; 0 without any. */
  readonly overdueDays: number;
}

/** The last day on which an order is still paid in time. */
export function dueOn(businessDate: string, paymentDays: number): string {
  return addDays(businessDate, paymentDays);
}

/** What is open and overdue on a day, in the currency of the terms: amounts of others are not comparable. */
export function openFigures(orders: readonly OpenOrder[], terms: CreditTerms, today: string): CreditFigures {
  const own = orders.filter(({ currency }) => currency === terms.currency);
  const late = own
    .map((order) => ({ ...order, days: dayNumber(today) - dayNumber(dueOn(order.businessDate, terms.paymentDays)) }))
    .filter(({ days }) => days > 0);
  return {
    openMinor: sum(own),
    overdueMinor: sum(late),
    overdueDays: Math.max(0, ...late.map(({ days }) => days)),
  };
}

function sum(orders: readonly OpenOrder[]): number {
  return orders.reduce((total, { openMinor }) => total + openMinor, 0);
}

export interface CreditJudgement {
  readonly outcome: CreditOutcome;
  readonly causes: readonly CreditCause[];
  readonly afterMinor: number;
  /** What could be ordered beside what is open; null without a limit. */
  readonly roomMinor: number | null;
}

const WHOLE = 100;

/** Whether so much more may be owed. The limit itself may be reached, not passed. */
export function judgeCredit(figures: CreditFigures, terms: CreditTerms, amountMinor: number): CreditJudgement {
  const { limitMinor, warningPercent } = terms;
  const afterMinor = figures.openMinor + amountMinor;
  const isOver = limitMinor !== null && afterMinor > limitMinor;
  const isNear = limitMinor !== null && !isOver && afterMinor > 0 && isPast(afterMinor, limitMinor, warningPercent);
  const causes: CreditCause[] = [
    ...(isOver ? (['over_limit'] as const) : []),
    ...(isNear ? (['near_limit'] as const) : []),
    ...(figures.overdueMinor > 0 ? (['overdue'] as const) : []),
  ];
  return {
    outcome: isOver ? 'over' : causes.length > 0 ? 'warn' : 'ok',
    causes,
    afterMinor,
    roomMinor: limitMinor === null ? null : Math.max(limitMinor - figures.openMinor, 0),
  };
}

/** Whether an amount has come to the share of the limit that warns. */
export function isPast(openMinor: number, limitMinor: number, warningPercent: number): boolean {
  return openMinor * WHOLE >= limitMinor * warningPercent;
}
