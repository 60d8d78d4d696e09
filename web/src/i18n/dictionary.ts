import type { zhCN } from './zh-cn.ts';
import type { zhCNFirst } from './zh-cn-first.ts';

/** Chinese has one plural form, English two: every `x_other` may be accompanied by `x_one`. */
type Singular<Words> = {
  readonly [Key in keyof Words as Key extends `${infer Base}_other` ? `${Base}_one` : never]?: string;
};

type Widen<Words> = {
  readonly [Key in keyof Words]: Words[Key] extends string ? string : Widen<Words[Key]>;
} & Singular<Words>;

/** The shape every language has to fill. */
export type Dictionary = Widen<typeof zhCN>;

/** Those that the first page needs. */
export type FirstWords = Widen<typeof zhCNFirst>;
