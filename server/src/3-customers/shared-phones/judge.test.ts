import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePhone, peopleAmong, type Stater } from './judge.ts';

const LIMITS = { people: 3, silenceDays: 180 };
const day = (days: number): Date => new Date(Date.UTC(2026, 0, 1) + days * 86_400_000);
const by = (name: string | null, days = 0): Stater => ({ name, heardAt: day(days) });
const judge = (before: readonly Stater[], now: readonly Stater[], withheld: readonly Stater[] = []) =>
  judgePhone({ before, withheld, now }, LIMITS).kind;

describe('a phone that many people state', () => {
  it('is nobody’s once more than three clearly different people state it', () => {
    expect(judge([by('王芳')], [by('李强'), by('陈国翠')])).toBe('own');
    expect(judge([by('王芳')], [by('李强'), by('陈国翠'), by('赵一鸣')])).toBe('shared');
    expect(judge([by('王芳')], [by('李强')], [by('陈国翠'), by('赵一鸣')])).toBe('shared');
  });

  it('stays somebody’s, however often and in however many ways the name is written', () => {
    const ways = ['王芳', '王 芳', '王芳', 'Wang Fang', 'Fang Wang', '王女士', '王*', '芳', '匿名用户', 'tb123', null];
    expect(peopleAmong(ways)).toBe(1);
    expect(
      judge(
        [by('王芳')],
        ways.map((name) => by(name)),
      ),
    ).toBe('own');
  });

  it('is judged the same in whatever order people come', () => {
    const names = fc.shuffledSubarray(['王芳', '李强', '陈国翠', '赵一鸣', '孙悦', 'tb123', '王*']);
    fc.assert(
      fc.property(names, (given) => {
        expect(peopleAmong(given)).toBe(peopleAmong(given.toSorted()));
      }),
    );
  });
});

describe('a phone that was silent for long', () => {
  it('joins nobody clearly different to those before', () => {
    expect(judge([by('王芳', 0)], [by('李强', 200)])).toBe('reassigned');
    expect(judge([by('王芳', 0)], [by('李强', 170)])).toBe('own');
    expect(judge([by('王芳', 0)], [by('王芳', 2000)])).toBe('own');
    expect(judge([by('王芳', 0)], [by('王女士', 2000)])).toBe('own');
    expect(judge([by('王芳', 0)], [by(null, 2000)])).toBe('own');
    expect(judge([by('王芳', 0), by('李强', 10)], [by('李强', 300)])).toBe('own');
    expect(judge([], [by('李强', 300)])).toBe('own');
  });

  it('was silent although somebody whom it does not join spoke of it', () => {
    expect(judge([by('王芳', 0)], [by('李强', 220)], [by('李强', 200)])).toBe('reassigned');
  });
});
