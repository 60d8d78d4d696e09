import { describe, expect, it } from 'vitest';
import { nameKeys } from './name-keys.ts';

describe('nameKeys', () => {
  it.each([
    ['张三', 'zhangsan', 'zs'],
    ['吕布', 'lvbu', 'lb'],
    ['单雄信', 'shanxiongxin', 'sxx'],
    ['曾国藩', 'zengguofan', 'zgf'],
    ['解小东', 'xiexiaodong', 'xxd'],
    ['仇英', 'qiuying', 'qy'],
    ['种师道', 'chongshidao', 'csd'],
    ['單小姐', 'shanxiaojie', 'sxj'],
    ['欧阳娜', 'ouyangna', 'oyn'],
    ['万俟雪', 'moqixue', 'mqx'],
    ['萬俟雪', 'moqixue', 'mqx'],
    ['单于明', 'shanyuming', 'sym'],
    ['尉迟恭', 'yuchigong', 'ycg'],
    ['欧阳', 'ouyang', 'oy'],
    // A given name keeps its everyday reading, and so does a text that is no person's name.
    ['李单', 'lidan', 'ld'],
    ['解忧杂货铺的店', 'jieyouzahuopudedian', 'jyzhpdd'],
    ['阿凡提·买买提', 'afantimaimaiti', 'aftmmt'],
    ['José  García-López', 'josegarcialopez', 'jgl'],
    ["O'Neil ANN", 'oneilann', 'oa'],
    ['王Tom', 'wangtom', 'wt'],
    ['Ｌｉ　Ｗｅｉ', 'liwei', 'lw'],
    ['买家007', 'maijia007', 'mj0'],
    // A character without a reading stands for itself, whole.
    ['𠀀明', '𠀀ming', '𠀀m'],
  ])('%s reads %s, %s', (name, pinyin, initials) => {
    expect(nameKeys(name)).toEqual({ pinyin, initials });
  });

  it.each([null, '', '   ', '***', '😀'])('%s has none', (name) => {
    expect(nameKeys(name)).toEqual({ pinyin: null, initials: null });
  });

  it('is bounded', () => {
    expect(nameKeys('长'.repeat(500)).initials).toHaveLength(60);
  });
});
