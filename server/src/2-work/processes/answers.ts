import { z } from 'zod';
import { invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { TaskStep } from './kind.ts';

/** One thing that a step asks, as a form shows it. */
export interface AnswerField {
  readonly key: string;
  readonly label: Text;
  readonly type: 'text' | 'long_text' | 'number' | 'boolean' | 'date' | 'choice';
  readonly required: boolean;
  readonly choices: readonly { readonly value: string; readonly label: Text }[];
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/** What of a JSON schema a form needs. */
interface Shape {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly label?: Text;
  readonly labels?: Readonly<Record<string, Text>>;
  readonly isLong?: boolean;
}

/** The form of a step, from the schema of its answers. */
export function answerFields({ answers }: Pick<TaskStep, 'answers'>): readonly AnswerField[] {
  // What zod writes as JSON schema, with our own keywords from `.meta`.
  const { properties = {}, required = [] } = z.toJSONSchema(answers, { io: 'input', unrepresentable: 'any' }) as {
    readonly properties?: Readonly<Record<string, Shape>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([key, shape]) => ({
    key,
    label: shape.label ?? { 'zh-CN': key, en: key },
    type: typeOf(shape),
    required: required.includes(key),
    choices: (shape.enum ?? []).map((value) => {
      const name = String(value);
      return { value: name, label: shape.labels?.[name] ?? { 'zh-CN': name, en: name } };
    }),
    minimum: sizeOf(shape, 'minimum'),
    maximum: sizeOf(shape, 'maximum'),
  }));
}

function sizeOf(shape: Shape, end: 'minimum' | 'maximum'): number | null {
  return (end === 'minimum' ? (shape.minimum ?? shape.minLength) : (shape.maximum ?? shape.maxLength)) ?? null;
}

function typeOf(shape: Shape): AnswerField['type'] {
  if (shape.enum !== undefined) {
    return 'choice';
  }
  if (shape.type === 'number' || shape.type === 'integer') {
    return 'number';
  }
  if (shape.type === 'boolean') {
    return 'boolean';
  }
  if (shape.format === 'date') {
    return 'date';
  }
  return shape.isLong === true ? 'long_text' : 'text';
}

/** The answers as the step wants them. Throws `input_invalid` naming every one that is missing or wrong. */
export function readAnswers(step: Pick<TaskStep, 'answers'>, given: unknown): Readonly<Record<string, unknown>> {
  const parsed = step.answers.strict().safeParse(given, { reportInput: true });
  if (!parsed.success) {
    throw invalidInput(
      faultsOf(parsed.error.issues, 'answers').map((fault) => ({
        ...fault,
        field: fault.field === 'answers' ? fault.field : `answers.${fault.field}`,
      })),
      parsed.error,
    );
  }
  return parsed.data;
}
