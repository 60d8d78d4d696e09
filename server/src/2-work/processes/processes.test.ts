import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { answerFields, readAnswers } from './answers.ts';
import type { ProcessKind, TaskStep } from './kind.ts';
import { manualProcess } from './manual/process.ts';
import { createProcesses } from './registry.ts';

const text = (word: string) => ({ 'zh-CN': word, en: word });
const step: TaskStep = {
  type: 'task',
  name: 'judge',
  label: text('判断'),
  dueMinutes: 60,
  owner: { by: 'starter' },
  answers: z.object({
    cause: z.enum(['dye', 'size']).meta({
      label: text('原因'),
      labels: { dye: text('褪色'), size: text('尺码') },
    }),
    amount: z.number().min(0).max(1000),
    sent: z.iso.date().optional(),
    valid: z.boolean(),
    note: z
      .string()
      .max(500)
      .optional()
      .meta({ label: text('备注'), isLong: true }),
  }),
  returnsTo: [],
  next: () => null,
};
const kind = (change: Partial<ProcessKind>): ProcessKind => ({ ...manualProcess, name: 'test.kind', ...change });

describe('what a step asks', () => {
  it('is drawn from its schema, with labels, choices and bounds', () => {
    const shape = answerFields(step).map(({ key, type, required, minimum, maximum }) => [
      key,
      type,
      required,
      minimum,
      maximum,
    ]);
    expect(shape).toEqual([
      ['cause', 'choice', true, null, null],
      ['amount', 'number', true, 0, 1000],
      ['sent', 'date', false, null, null],
      ['valid', 'boolean', true, null, null],
      ['note', 'long_text', false, null, 500],
    ]);
    expect(answerFields(step)[0]?.choices).toEqual([
      { value: 'dye', label: text('褪色') },
      { value: 'size', label: text('尺码') },
    ]);
  });

  it('is held: every answer that is missing, wrong or unknown is named', () => {
    const fault = (() => {
      try {
        return readAnswers(step, { cause: 'wind', amount: 2000, extra: 1 });
      } catch (error) {
        return error;
      }
    })();
    expect(fault).toBeInstanceOf(AppError);
    const { faults } = fault as AppError;
    expect(faults.map(({ field }) => field).toSorted()).toEqual([
      'answers.amount',
      'answers.cause',
      'answers.extra',
      'answers.valid',
    ]);
    expect(readAnswers(step, { cause: 'dye', amount: 0, valid: false })).toEqual({
      cause: 'dye',
      amount: 0,
      valid: false,
    });
  });
});

describe('the registry', () => {
  it('refuses a process whose steps lead nowhere, and a version that is there', () => {
    const processes = createProcesses();
    expect(() => processes.register(kind({ first: 'away' }))).toThrow(/unknown step away/u);
    expect(() => processes.register(kind({ first: 'judge', steps: [{ ...step, returnsTo: ['gone'] }] }))).toThrow(
      /gone/u,
    );
    expect(() => processes.register(kind({ first: 'judge', steps: [step, step] }))).toThrow(/share a name/u);
    processes.register(kind({}));
    expect(() => processes.register(kind({}))).toThrow(/registered twice/u);
  });

  it('starts the newest version, keeps the older ones, and says when one is gone', () => {
    const processes = createProcesses();
    processes.register(kind({ version: 2 }));
    processes.register(kind({ version: 1 }));
    expect(processes.newest('test.kind').version).toBe(2);
    expect(processes.of('test.kind', 1).version).toBe(1);
    expect(() => processes.of('test.kind', 3)).toThrow(/here no more/u);
    expect(() => processes.newest('test.other')).toThrow(/is no process/u);
    expect(processes.list().map(({ version }) => version)).toEqual([2]);
  });
});
