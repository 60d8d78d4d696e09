import type { WorkCase } from './api.ts';

export type AnswerField = NonNullable<WorkCase['current']>['fields'][number];
export type Answers = Readonly<Record<string, unknown>>;

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** What is still to be answered before the step can be completed. */
export function missingAnswers(fields: readonly AnswerField[], answers: Answers): readonly string[] {
  return fields
    .filter((field) => field.required && field.type !== 'boolean' && isEmpty(answers[field.key]))
    .map(({ key }) => key);
}

/** The answers as the server takes them: nothing for what was left out, a choice for every yes or no. */
export function sentAnswers(fields: readonly AnswerField[], answers: Answers): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(({ key, type }): [string, unknown][] => {
      const value = type === 'boolean' ? answers[key] === true : answers[key];
      return isEmpty(value) ? [] : [[key, value]];
    }),
  );
}
