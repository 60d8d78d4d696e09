import { describe, expect, it } from 'vitest';
import { maskAddress } from './mask-address.ts';

describe('[C018] masking of addresses', () => {
  it.each([
    ['浙江省杭州市西湖区文三路123号', '浙江省杭州市***'],
    ['中国浙江省杭州市西湖区文三路123号', '浙江省杭州市***'],
    ['浙江 杭州市 西湖区', '浙江杭州市***'],
    ['江西省景德镇市珠山区', '江西省景德镇市***'],
    ['云南省西双版纳傣族自治州景洪市', '云南省西双版纳傣族自治州***'],
    ['北京市朝阳区建国路88号', '北京市***'],
    ['上海浦东新区世纪大道1号', '上海***'],
    ['内蒙古自治区鄂尔多斯市东胜区', '内蒙古自治区鄂尔多斯市***'],
    ['新疆维吾尔自治区伊犁哈萨克自治州伊宁市', '新疆维吾尔自治区伊犁哈萨克自治州***'],
    ['香港特别行政区中环皇后大道中1号', '香港特别行政区***'],
    ['杭州市西湖区文三路123号', '杭州市***'],
    ['广东深圳南山区科技园', '广东***'],
    // Names and streets must not pass for places.
    ['广东张三超市三楼', '广东***'],
    ['北京东路12号', '***'],
    ['张三 13812341234', '***'],
    ['西湖区文三路123号', '***'],
    ['221B Baker Street, London, United Kingdom', '***, United Kingdom'],
    ['Hauptstr. 5, 10115 Berlin, Germany', '***, Germany'],
    ['Germany', 'Germany'],
    ['EIRE', 'EIRE'],
    ['221B Baker Street, London', '***'],
    ['221B Baker Street', '***'],
  ])('shows %s as %s', (address, expected) => {
    expect(maskAddress(address)).toBe(expected);
  });

  it('leaves null and empty alone', () => {
    expect(maskAddress(null)).toBeNull();
    expect(maskAddress('')).toBe('');
  });
});
