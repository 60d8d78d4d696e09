import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { describeWithData } from '#test/harness.ts';
import { differ, namePinyin, readName, splitChineseName } from './names.ts';
import { isPinyin, syllablesOf } from './pinyin.ts';

describe('reading a name', () => {
  it.each([
    ['张三', 'full', '张', '三'],
    ['張三', 'full', '张', '三'],
    ['张 三', 'full', '张', '三'],
    ['欧阳娜娜', 'full', '欧阳', '娜娜'],
    ['歐陽 娜娜', 'full', '欧阳', '娜娜'],
    ['司马懿', 'full', '司马', '懿'],
    ['贺兰英', 'full', '贺', '兰英'],
    ['国翠陈', 'full', '陈', '国翠'],
    ['李雷（老客户）', 'full', '李', '雷'],
    ['李红 女士', 'full', '李', '红'],
    ['陈王小明', 'full', '陈', '王小明'],
    ['迪丽热巴·迪力木拉提', 'full', '', '迪丽热巴迪力木拉提'],
    ['李女士', 'surname', '李', ''],
    ['欧阳先生', 'surname', '欧阳', ''],
    ['欧阳', 'surname', '欧阳', ''],
    ['李老师', 'surname', '李', ''],
    ['王总', 'surname', '王', ''],
    ['老王', 'surname', '王', ''],
    ['小李', 'surname', '李', ''],
    ['Mr. Wang', 'surname', 'wang', ''],
    ['小明', 'given', '', '小明'],
    ['王*', 'masked', '王', '*'],
    ['王＊＊', 'masked', '王', '*'],
    ['王某某', 'masked', '王', '*'],
    ['陈*翠', 'masked', '陈', '*翠'],
    ['*小明', 'masked', '', '小明'],
    ['欧阳*', 'masked', '欧阳', '*'],
    ['Zhang San', 'full', 'zhang', 'san'],
    ['San Zhang', 'full', 'zhang', 'san'],
    ['ZHANG SAN', 'full', 'zhang', 'san'],
    ['Ｚｈａｎｇ　Ｓａｎ', 'full', 'zhang', 'san'],
    ['zhangsan', 'full', 'zhang', 'san'],
    ['ZhangXiaoMing', 'full', 'zhang', 'xiaoming'],
    ['Xiao-Ming Zhang', 'full', 'zhang', 'xiaoming'],
    ['Xiao Ming Zhang', 'full', 'zhang', 'xiaoming'],
    ['Zhang Xiao Ming', 'full', 'zhang', 'xiaoming'],
    ['Ou Yang Nana', 'full', 'ouyang', 'nana'],
    ['Lǚ Bù', 'full', 'lv', 'bu'],
    ['John Smith', 'full', 'smith', 'john'],
    ['Smith, John', 'full', 'smith', 'john'],
    ['tb123456', 'nickname', '', ''],
    ['匿名用户', 'nickname', '', ''],
    ['微信用户', 'nickname', '', ''],
    ['爱吃鱼的猫咪', 'nickname', '', ''],
    ['杭州某某商贸有限公司', 'nickname', '', ''],
    ['小可爱🌸', 'nickname', '', ''],
    ['', 'none', '', ''],
    ['null', 'none', '', ''],
    ['女士', 'none', '', ''],
    ['***', 'none', '', ''],
  ])('%s is %s: %s + %s', (given, kind, surname, first) => {
    expect(readName(given)).toMatchObject({ kind, surname, given: first });
  });

  it.each([
    ['李女士', 'female'],
    ['李小姐', 'female'],
    ['李红 女士', 'female'],
    ['Mrs Li', 'female'],
    ['李先生', 'male'],
    ['Mr. Li', 'male'],
    ['王总', 'neutral'],
    ['李红', null],
  ])('%s tells the sex as %s', (given, title) => {
    expect(readName(given).title).toBe(title);
  });

  it.each([
    ['单雄信', 'shan xiongxin'],
    ['仇英', 'qiu ying'],
    ['曾国藩', 'zeng guofan'],
    ['解缙', 'xie jin'],
    ['查良镛', 'zha liangyong'],
    ['区志强', 'ou zhiqiang'],
    ['朴树', 'piao shu'],
    ['任盈盈', 'ren yingying'],
    ['盖叫天', 'ge jiaotian'],
    ['尉迟恭', 'yuchi gong'],
    ['吕布', 'lv bu'],
    ['Zhang San', 'zhang san'],
  ])('%s is typed %s', (given, typed) => {
    const { surname, given: first } = namePinyin(readName(given));
    expect(`${surname} ${first}`).toBe(typed);
  });

  it.each(['zhang', 'xiaoming', 'lv', 'nve', 'xian', 'changan'])('%s is pinyin', (word) => {
    expect(isPinyin(word)).toBe(true);
  });

  it.each(['smith', 'john', 'zhx', 'xiaomingqq'])('%s is no pinyin', (word) => {
    expect(isPinyin(word)).toBe(false);
  });
});

describe('two names', () => {
  it.each([
    ['王芳', '李强'],
    ['王芳', '王强'],
    ['王先生', '王女士'],
    ['李女士', '陈国翠'],
    ['Zhang San', '李四'],
  ])('%s and %s are of two persons', (a, b) => {
    expect(differ(readName(a), readName(b))).toBe(true);
    expect(differ(readName(b), readName(a))).toBe(true);
  });

  it.each([
    ['王芳', '王方'],
    ['王芳', '王'],
    ['王芳', '王女士'],
    ['王芳', '*芳'],
    ['王芳', '匿名用户'],
    ['王芳', ''],
    ['王芳', 'Fang Wang'],
    ['陈国翠', '陈国粹'],
    ['陈国翠', '国翠陈'],
    ['陈国翠', '陈翠'],
    ['張三', '张三'],
    ['John Smith', 'J Smith'],
  ])('%s and %s may be of one', (a, b) => {
    expect(differ(readName(a), readName(b))).toBe(false);
    expect(differ(readName(b), readName(a))).toBe(false);
  });
});

type Rows = Readonly<Record<string, string>>[];
const table = (folder: string, file: string): Rows =>
  parse(readFileSync(path.join(folder, file)), { columns: true, bom: true });

describeWithData('cn_names', 'names of the data set cn_names', (folder) => {
  it('split all 63 compound surnames from given names of one and two characters', () => {
    const compound = table(folder, 'familyname.csv').flatMap((row) =>
      row['compound'] === '1' ? [row['surname'] ?? ''] : [],
    );
    expect(compound).toHaveLength(63);
    const wrong = compound.filter((surname) =>
      ['明', '小明'].some((given) => {
        const split = splitChineseName(`${surname}${given}`);
        return split.surname !== surname || split.given !== given;
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('split the surnames of 99 of 100 people from their given names', () => {
    const people = table(folder, 'familyname.csv');
    let all = 0;
    let right = 0;
    for (const row of people) {
      const count = Number(row['n.1930_2008']);
      all += count;
      right += splitChineseName(`${row['surname']}晓明`).surname === row['surname'] ? count : 0;
    }
    expect(right / all).toBeGreaterThan(0.99);
  });

  it('read the characters of given names as most people do', () => {
    const plain = (pinyin: string): string => pinyin.replace(/\d/g, '').replace('lue', 'lve').replace('nue', 'nve');
    let [all, right, people, rightPeople] = [0, 0, 0, 0];
    for (const row of table(folder, 'givenname.csv')) {
      const count = Number(row['n.male']) + Number(row['n.female']);
      const isRight = plain(row['pinyin'] ?? '') === syllablesOf(row['character'] ?? '', 'other')[0];
      all += 1;
      people += count;
      right += isRight ? 1 : 0;
      rightPeople += isRight ? count : 0;
    }
    expect(all).toBe(2614);
    expect(right / all).toBeGreaterThan(0.99);
    expect(rightPeople / people).toBeGreaterThan(0.999);
  });
});

describeWithData('cn_customers_synthetic', 'names of the data set cn_customers_synthetic', (folder) => {
  it('have the true surname where one is told, also swapped, spaced, traditional or with a title', () => {
    const truth = table(folder, 'truth.csv');
    let [told, right] = [0, 0];
    for (const [index, row] of table(folder, 'records.csv').entries()) {
      const name = readName(row['name'] ?? '');
      if (name.script === 'han' && name.surname !== '') {
        told += 1;
        right += name.surname === truth[index]?.['surname'] ? 1 : 0;
      }
    }
    expect(told).toBeGreaterThan(6500);
    expect(right / told).toBeGreaterThan(0.995);
  });
});
