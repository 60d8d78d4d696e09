import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { describeWithData } from '#test/harness.ts';
import { normalizeAddress, readAddress, regionCode } from './addresses.ts';
import { findDivisions } from './division-search.ts';
import { divisionIndex } from './divisions.ts';
import { OLD_AREAS, OLD_CITIES } from './old-divisions.ts';

const codeOf = (given: string): string | null => {
  const { areaCode, cityCode, provinceCode } = readAddress(given);
  return areaCode ?? cityCode ?? provinceCode;
};

describe('where an address lies', () => {
  it.each([
    ['江苏省苏州市姑苏区平江路1号', '320508'],
    ['中国江苏省苏州市姑苏区平江路1号', '320508'],
    ['江苏苏州姑苏区平江路1号', '320508'],
    ['苏州市姑苏区平江路1号', '320508'],
    ['姑苏区平江路1号', '320508'],
    ['江苏省 苏州市 姑苏区 平江路1号', '320508'],
    ['江苏-苏州-姑苏区-平江路1号', '320508'],
    ['江蘇省蘇州市姑蘇區平江路1號', '320508'],
    ['上海市上海市浦东新区世纪大道1号', '310115'],
    ['上海市市辖区浦东新区世纪大道1号', '310115'],
    ['荆州荆州区金水路27号', '421003'],
    ['甘肃省张掖市民乐县阳光花园', '620722'],
    ['吉林市丰满区吉林大街1号', '220211'],
    ['吉林省吉林市丰满区', '220211'],
    ['吉林省', '22'],
    ['海南省海口市龙华区', '460106'],
    ['青海省海南藏族自治州共和县', '632521'],
    ['海南州共和县', '632521'],
    ['昆山市玉山镇', '320583'],
    ['昆山玉山镇前进路1号', '320583'],
    ['湖北省仙桃市沙嘴街道', '429004'],
    ['湖北省省直辖县级行政区划仙桃市', '429004'],
    ['广东省东莞市虎门镇', '441900'],
    ['中山市小榄镇', '442000'],
    ['海南省儋州市那大镇', '460400'],
    ['甘肃省嘉峪关市雄关街道', '620201'],
    ['合肥市高新区望江西路1号', '340176'],
    ['江苏省苏州工业园区星湖街1号', '320576'],
    ['苏州市工业园区星湖街1号', '320576'],
    ['内蒙呼和浩特新城区', '150102'],
    ['新疆乌鲁木齐市新市区', '650104'],
    ['台湾省台北市', '71'],
    ['香港特别行政区中环', '81'],
    ['北京路1号', null],
    ['上海市场部', null],
    ['221B Baker Street, London', null],
    ['', null],
    ['无', null],
  ])('%s: %s', (given, code) => {
    expect(codeOf(given)).toBe(code);
  });

  it.each([
    ['北京市崇文区前门大街1号', '110101'],
    ['上海市闸北区共和新路1号', '310106'],
    ['杭州市下城区延安路1号', '330105'],
    ['天津市塘沽区', '120116'],
    ['天津蓟县', '120119'],
    ['北京市密云县', '110118'],
    ['湖北省襄樊市襄阳区', '420607'],
    ['山东省莱芜市莱城区', '370116'],
    ['苏州市吴江市', '320509'],
  ])('%s is called otherwise today: %s', (given, code) => {
    expect(codeOf(given)).toBe(code);
  });

  it('does not guess which of several areas of one name is meant, and says which there are', () => {
    const unknown = readAddress('朝阳区汉庭酒店大山子店');
    expect(unknown).toMatchObject({ provinceCode: null, areaCode: null, candidates: ['110105', '220104'] });
    expect(readAddress('朝阳区汉庭酒店大山子店', { region: '北京' }).areaCode).toBe('110105');
    expect(readAddress('朝阳区汉庭酒店大山子店', { within: '22' }).areaCode).toBe('220104');
    expect(readAddress('吉林省朝阳区不知道店', { within: '110105' }).areaCode).toBe('220104');
    expect(readAddress('河北省桥西区', {})).toMatchObject({ provinceCode: '13', cityCode: null, areaCode: null });
  });

  it('names the places as they are called', () => {
    expect(readAddress('杭州西湖区文三路')).toMatchObject({ province: '浙江省', city: '杭州市', area: '西湖区' });
    expect(regionCode('江苏 苏州')).toBe('3205');
    expect(regionCode('华东大区')).toBeNull();
  });

  it('knows today’s place for every former one', () => {
    const { byCode } = divisionIndex();
    const unknown = [...OLD_CITIES, ...OLD_AREAS].filter(([, code]) => !byCode.has(code));
    expect(unknown).toEqual([]);
  });
});

describe('what follows the place', () => {
  it.each([
    ['长沙市宁乡市体育场路305紫荆苑十七号楼五单元902', '体育场路305号紫荆苑17栋5单元902', '17-5-902'],
    ['长沙市宁乡市体育场路305号紫荆苑17幢5单元902室', '体育场路305号紫荆苑17栋5单元902', '17-5-902'],
    ['长沙市宁乡市体育场路305号紫荆苑17座5单元902号', '体育场路305号紫荆苑17栋5单元902', '17-5-902'],
    ['长沙市宁乡市体育场路305号紫荆苑17-5-902', '体育场路305号紫荆苑17栋5单元902', '17-5-902'],
    ['长沙市宁乡市紫荆苑29#1906', '紫荆苑29栋1906', '29--1906'],
    ['长沙市宁乡市紫荆苑B座1906', '紫荆苑B栋1906', 'B--1906'],
    ['长沙市宁乡市五四路八一大厦', '五四路八一大厦', null],
  ])('%s: %s', (given, detail, room) => {
    expect(readAddress(given)).toMatchObject({ detail, room });
  });

  it('parts street office, note and postcode from it', () => {
    expect(readAddress('410000 长沙市岳麓区橘子洲街道麓山路1号（放门口）')).toMatchObject({
      postcode: '410000',
      areaCode: '430104',
      street: '橘子洲街道',
      detail: '麓山路1号',
      note: '放门口',
    });
    expect(readAddress('长沙市岳麓区麓山路1号 邮编：410000')).toMatchObject({
      postcode: '410000',
      detail: '麓山路1号',
    });
  });

  it('is one text for one address', () => {
    const ways = [
      '浙江省杭州市西湖区文三路138号东方通信大厦7栋2单元601室',
      '杭州西湖区文三路138号东方通信大厦七号楼二单元601',
      '中国 浙江省 杭州市 西湖区 文三路138 东方通信大厦 7-2-601（工作日送）',
    ];
    expect(new Set(ways.map((way) => normalizeAddress(way)))).toEqual(
      new Set(['浙江省杭州市西湖区文三路138号东方通信大厦7栋2单元601']),
    );
  });
});

interface Published {
  readonly single: readonly {
    readonly input: string;
    readonly hint: Readonly<Record<string, string>> | null;
    readonly province: string;
    readonly city: string | null;
    readonly district: string | null;
    readonly adcode: string;
  }[];
  readonly multiple_in_text: readonly {
    readonly text: string;
    readonly found: readonly string[][];
    readonly count?: number;
  }[];
}

describeWithData('cn_address_cases', 'addresses of the data set cn_address_cases', (folder) => {
  it('lie in their province and city in 998 of 1000 cases, in their area in 97 of 100', () => {
    const rows: Readonly<Record<string, string>>[] = parse(readFileSync(path.join(folder, 'division_cases.csv')), {
      columns: true,
      bom: true,
    });
    const read = rows.map((row) => ({ row, address: readAddress(row['address'] ?? '') }));
    const share = (isRight: (one: (typeof read)[number]) => boolean): number =>
      read.filter(isRight).length / read.length;
    expect(rows).toHaveLength(2000);
    expect(share(({ row, address }) => address.provinceCode === row['province_code'])).toBeGreaterThanOrEqual(0.998);
    expect(share(({ row, address }) => address.cityCode === row['city_code'])).toBeGreaterThanOrEqual(0.998);
    expect(share(({ row, address }) => address.areaCode === row['area_code'])).toBeGreaterThanOrEqual(0.97);
  });

  // `as`: the file of the data set has this form
  const published = (): Published =>
    JSON.parse(readFileSync(path.join(folder, 'published_cases.json'), 'utf8')) as Published;

  it('published for another library come out as published', () => {
    for (const { input, hint, province, city, district, adcode } of published().single) {
      const within = Object.values(hint ?? {})[0] ?? null;
      const address = readAddress(input, { within });
      const code = (address.areaCode ?? address.cityCode ?? address.provinceCode ?? '').padEnd(6, '0');
      expect({ input, code, ...address }).toMatchObject({ code: adcode, province, city, area: district });
    }
  });

  it('published as several in one text are all found', () => {
    for (const { text, found, count } of published().multiple_in_text) {
      const codes = findDivisions(text, { within: null }).map(({ code }) => code);
      expect(codes.slice(0, found.length)).toEqual(found.map((one) => one[3]));
      expect(codes).toHaveLength(count ?? found.length);
    }
  });
});
