import { type AdviceRule, verdictOf } from './advice.ts';

/** What of a product decides whether it may be recommended. */
export interface Goods {
  readonly id: string;
  readonly isOneTime: boolean;
  readonly state: string;
  readonly targetGroup: string | null;
  readonly stock: number;
  readonly categories: readonly { readonly name: string }[];
}

export interface SieveOptions {
  readonly owned: ReadonlySet<string>;
  /** Names of categories of which nobody needs the same thing twice. */
  readonly boughtOnce: readonly string[];
  readonly keepsStock: boolean;
  readonly rules: readonly AdviceRule[];
  /** Those that hold for the customer. */
  readonly ownRules: readonly AdviceRule[];
}

export type LeftOut = 'owned' | 'outOfStock' | 'notOffered' | 'forOthers';

/** Why a product is not recommended to somebody; null when it may be. */
export function whyLeftOut(product: Goods | undefined, options: SieveOptions): LeftOut | null {
  const { owned, boughtOnce, keepsStock, rules, ownRules } = options;
  if (product === undefined || product.state === 'off') {
    return 'notOffered';
  }
  const isOnce = product.isOneTime || product.categories.some(({ name }) => boughtOnce.includes(name));
  if (isOnce && owned.has(product.id)) {
    return 'owned';
  }
  if (keepsStock && product.stock <= 0) {
    return 'outOfStock';
  }
  return verdictOf(product.targetGroup, { rules, own: ownRules }) === 'other' ? 'forOthers' : null;
}
