import { expect, it } from 'vitest';
import { type AnswerField, missingAnswers, sentAnswers } from './answers.ts';

const field = (key: string, type: AnswerField['type'], required = true): AnswerField => ({
  key,
  type,
  required,
  label: { 'zh-CN': key, en: key },
  choices: [],
  minimum: null,
  maximum: null,
});
const FIELDS = [
  field('cause', 'choice'),
  field('amount', 'number'),
  field('valid', 'boolean'),
  field('note', 'text', false),
];

it('a step can be completed when what it requires is there; no is an answer, and so is nought', () => {
  expect(missingAnswers(FIELDS, {})).toEqual(['cause', 'amount']);
  expect(missingAnswers(FIELDS, { cause: 'dye', amount: 0 })).toEqual([]);
});

it('what was left out is not sent, a box that was not ticked is no', () => {
  expect(sentAnswers(FIELDS, { cause: 'dye', amount: 0, note: '' })).toEqual({ cause: 'dye', amount: 0, valid: false });
});
