import type { z } from 'zod';
import type { Locale, Text } from '../text.ts';

/** Names of things that people choose from catalogues (tags, products, shops …), for the text of a rule. */
export interface Names {
  nameOf(catalogue: string, id: string): Text | undefined;
  idOf(catalogue: string, name: string): string | undefined;
}

export const NO_NAMES: Names = { nameOf: () => undefined, idOf: () => undefined };

/** How a rule is put into words. */
export interface Says {
  readonly locale: Locale;
  /** The main currency: amounts without a currency are in it. */
  readonly currency: string;
  readonly names: Names;
}

/** A value read from a text, and where the text goes on. */
export interface Reading<Value> {
  readonly value: Value;
  readonly at: number;
}

export type FaceName = 'range' | 'money' | 'window' | 'choices' | 'catalogue' | 'texts' | 'text' | 'days';

/** An argument of a condition: its schema, and all that a form and a sentence need. */
export interface ArgFace<Value> {
  readonly face: FaceName;
  readonly label: Text;
  readonly optional: boolean;
  readonly schema: z.ZodType<Value>;
  readonly unit?: Text;
  readonly min?: number;
  readonly max?: number;
  readonly options?: readonly { readonly value: string; readonly label: Text }[];
  /** Where its values are chosen from; `{arg}` in it stands for another argument. */
  readonly catalogue?: string;
  /** One value, not several. */
  readonly single?: boolean;
  print(value: Value, says: Says, others: ArgValues): string;
  read(text: string, at: number, says: Says, others: ArgValues): Reading<Value> | null;
}

export type ArgValues = Readonly<Record<string, unknown>>;
export type ArgFaces = Readonly<Record<string, ArgFace<unknown>>>;
type ValueOf<Face> = Face extends ArgFace<infer Value> ? Value : never;
/** The arguments that faces describe; optional ones may be undefined. */
export type ArgsOf<Faces extends ArgFaces> = {
  readonly [Name in keyof Faces]: Faces[Name] extends { readonly optional: true }
    ? ValueOf<Faces[Name]> | undefined
    : ValueOf<Faces[Name]>;
};

/** The argument may be left out. */
export function optional<Face extends ArgFace<unknown>>(
  face: Face,
): Omit<Face, 'optional'> & { readonly optional: true } {
  return { ...face, optional: true };
}

/** The full name of a catalogue: other arguments stand in it as `{arg}`. */
export function catalogueName(catalogue: string, args: ArgValues): string {
  return catalogue.replaceAll(/\{(\w+)\}/gu, (_, name: string) => {
    const value = args[name];
    return typeof value === 'string' ? value : '';
  });
}
