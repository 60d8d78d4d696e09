import { describe, expect, it } from 'vitest';
import { readCardText } from './card-text.ts';

describe('[C004] the text of a business card', () => {
  it.each([
    [
      'a Chinese card with labels',
      `陈明 销售总监
销售部
星河贸易有限公司
手机：138 0013 8000  传真：0571-88881111
电话：0571-88880000 转 801
邮箱：chen@xinghe.example.com
网址：www.xinghe.example.com
地址：浙江省杭州市西湖区文三路 1 号 3 幢 502 室
邮编：310000`,
      {
        name: '陈明',
        company: '星河贸易有限公司',
        department: '销售部',
        position: '销售总监',
        phone: '138 0013 8000',
        email: 'chen@xinghe.example.com',
        website: 'www.xinghe.example.com',
        address: '浙江省杭州市西湖区文三路 1 号 3 幢 502 室',
        unread: [],
      },
    ],
    [
      'a Chinese card without labels, name and English name on one line',
      `杭州云帆服饰股份公司
欧阳小华 Ouyang Xiaohua
采购经理
13700000001
ouyang@yunfan.example.cn
杭州市余杭区良睦路 99 号`,
      {
        name: '欧阳小华',
        company: '杭州云帆服饰股份公司',
        position: '采购经理',
        phone: '13700000001',
        email: 'ouyang@yunfan.example.cn',
        address: '杭州市余杭区良睦路 99 号',
      },
    ],
    [
      'an English card',
      `Maria Lopez
Purchasing Manager | Sourcing Department
Northwind Textiles Ltd.
Tel: +44 20 7946 0958
M: +44 7700 900123
E: maria.lopez@northwind.example.com
W: https://northwind.example.com
12 Mill Road, Manchester`,
      {
        name: 'Maria Lopez',
        company: 'Northwind Textiles Ltd.',
        department: 'Sourcing Department',
        position: 'Purchasing Manager',
        email: 'maria.lopez@northwind.example.com',
        website: 'https://northwind.example.com',
        address: '12 Mill Road, Manchester',
        unread: [],
      },
    ],
  ])('is read into fields: %s', (_, text, fields) => {
    expect(readCardText(text)).toMatchObject(fields);
  });

  it('keeps every phone but the fax, a mobile first', () => {
    const { phone, otherPhones } = readCardText('王采购\n电话：010-66668888\n手机：13800138000\n传真：010-66669999');
    expect([phone, ...otherPhones]).toEqual(['13800138000', '010-66668888']);
  });

  it('says which lines it made nothing of, and nothing of an empty text', () => {
    expect(readCardText('质量第一！').unread).toEqual(['质量第一!']);
    expect(readCardText('')).toEqual({
      name: null,
      company: null,
      department: null,
      position: null,
      phone: null,
      otherPhones: [],
      email: null,
      website: null,
      address: null,
      unread: [],
    });
  });
});
