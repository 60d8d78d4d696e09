import { describe, expect, it } from 'vitest';
import { placeOf } from './places.ts';

describe('where a customer lives', () => {
  it.each([
    ['苏州', null, '江苏省苏州市', '3205'],
    ['江苏', '苏州市姑苏区平江路1号', '江苏省苏州市', '320508'],
    [null, '苏州市姑苏区平江路1号', '江苏省苏州市', '320508'],
    [null, '上海浦东新区世纪大道1号', '上海市', '310115'],
    [null, '湖北省仙桃市沙嘴街道', '湖北省仙桃市', '429004'],
    [null, '东莞市虎门镇', '广东省东莞市', '441900'],
    ['上海市浦东新区', null, '上海市浦东新区', '310115'],
    ['北京', '朝阳区建国路1号', '北京市', '110105'],
    ['北京', '杭州市西湖区文三路1号', '北京市', '11'],
    ['吉林', null, '吉林省', '22'],
    ['苏州 新区', null, '江苏省苏州市 苏州 新区', '3205'],
    ['华东', '苏州市姑苏区', null, null],
    ['United Kingdom', null, null, null],
    ['北海道', null, null, null],
    [null, '221B Baker Street', null, null],
    [null, null, null, null],
  ])('by region %s and address %s: %s', (region, address, text, code) => {
    expect(placeOf({ region, address })).toEqual({ text, code });
  });
});
