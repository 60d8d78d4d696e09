import { describe, expect, it } from 'vitest';
import { readSearchText } from './read-text.ts';

describe('readSearchText', () => {
  it('reads a whole phone as identifier and as its end', () => {
    const terms = readSearchText(' 138-1234 1234 ');
    expect(terms.identifiers).toContainEqual({ kind: 'phone', value: '+8613812341234' });
    expect(terms.phoneTail).toBe('43214321831');
  });

  it('takes four digits and more for the end of a phone', () => {
    expect(readSearchText('1234').phoneTail).toBe('4321');
    expect(readSearchText('123').phoneTail).toBeNull();
  });

  it.each([
    ['zs', 'zs', 'zs'],
    ['ZS', 'zs', 'zs'],
    ['zhang san', null, 'zhangsan'],
    ['zhangsan', null, 'zhangsan'],
    ['lü', 'lv', 'lv'],
    ['José', 'jose', 'jose'],
  ])('%s may be initials %s and pinyin %s', (text, initials, pinyin) => {
    expect(readSearchText(text)).toMatchObject({ initials, pinyin, name: null });
  });

  it('takes characters for the beginning of a name', () => {
    expect(readSearchText('张　三')).toMatchObject({ name: '张 三', initials: null, pinyin: null, phoneTail: null });
    expect(readSearchText('100%_王').name).toBe('100%_王');
  });

  it('knows an e-mail address', () => {
    expect(readSearchText('LI@Example.com').identifiers).toContainEqual({ kind: 'email', value: 'li@example.com' });
  });
});
