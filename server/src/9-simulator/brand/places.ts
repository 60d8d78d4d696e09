import { below, createPicker, pick, type Random } from '../random.ts';

export interface Place {
  readonly province: string;
  readonly city: string;
  readonly districts: readonly string[];
  /** Area code of the land line. */
  readonly areaCode: string;
}

/** Province, city, area code, share of customers, districts. */
const PLACES = `上海 上海市 021 92 徐汇区,浦东新区,静安区,长宁区,闵行区,杨浦区,普陀区,宝山区
北京 北京市 010 90 朝阳区,海淀区,西城区,东城区,丰台区,通州区,昌平区,大兴区
广东 广州市 020 62 天河区,越秀区,海珠区,白云区,番禺区,荔湾区
广东 深圳市 0755 66 南山区,福田区,宝安区,龙岗区,罗湖区,龙华区
广东 东莞市 0769 22 南城街道,东城街道,虎门镇,长安镇
广东 佛山市 0757 22 禅城区,南海区,顺德区
浙江 杭州市 0571 56 西湖区,拱墅区,上城区,滨江区,余杭区,萧山区
浙江 宁波市 0574 26 鄞州区,海曙区,江北区,北仑区
浙江 温州市 0577 18 鹿城区,瓯海区,龙湾区
浙江 金华市 0579 12 婺城区,金东区,义乌市
江苏 南京市 025 42 玄武区,鼓楼区,秦淮区,建邺区,江宁区,栖霞区
江苏 苏州市 0512 44 姑苏区,虎丘区,吴中区,相城区,昆山市
江苏 无锡市 0510 24 梁溪区,滨湖区,新吴区
江苏 常州市 0519 14 天宁区,钟楼区,武进区
江苏 南通市 0513 13 崇川区,通州区
四川 成都市 028 50 武侯区,锦江区,青羊区,成华区,金牛区,双流区
四川 绵阳市 0816 8 涪城区,游仙区
重庆 重庆市 023 36 渝中区,江北区,渝北区,沙坪坝区,九龙坡区,南岸区
湖北 武汉市 027 42 武昌区,江汉区,洪山区,江岸区,汉阳区,硚口区
湖北 宜昌市 0717 8 西陵区,伍家岗区
湖南 长沙市 0731 30 岳麓区,芙蓉区,雨花区,开福区,天心区
湖南 岳阳市 0730 7 岳阳楼区,君山区
山东 济南市 0531 24 历下区,市中区,槐荫区,历城区
山东 青岛市 0532 28 市南区,市北区,崂山区,黄岛区
山东 烟台市 0535 11 芝罘区,莱山区
河南 郑州市 0371 32 金水区,中原区,二七区,管城区,郑东新区
河南 洛阳市 0379 10 洛龙区,西工区,涧西区
陕西 西安市 029 34 雁塔区,碑林区,未央区,莲湖区,长安区
福建 厦门市 0592 20 思明区,湖里区,集美区
福建 福州市 0591 20 鼓楼区,台江区,仓山区,晋安区
福建 泉州市 0595 14 丰泽区,鲤城区,晋江市
安徽 合肥市 0551 24 蜀山区,包河区,庐阳区,瑶海区
天津 天津市 022 28 和平区,南开区,河西区,滨海新区,西青区
辽宁 沈阳市 024 20 和平区,沈河区,铁西区,皇姑区
辽宁 大连市 0411 20 中山区,沙河口区,甘井子区,西岗区
河北 石家庄市 0311 18 长安区,裕华区,桥西区,新华区
河北 保定市 0312 9 竞秀区,莲池区
江西 南昌市 0791 16 东湖区,西湖区,红谷滩区,青山湖区
广西 南宁市 0771 16 青秀区,西乡塘区,兴宁区
云南 昆明市 0871 16 五华区,盘龙区,官渡区,西山区
贵州 贵阳市 0851 13 云岩区,南明区,观山湖区
山西 太原市 0351 14 小店区,迎泽区,万柏林区
黑龙江 哈尔滨市 0451 15 南岗区,道里区,香坊区
吉林 长春市 0431 13 朝阳区,南关区,绿园区
内蒙古 呼和浩特市 0471 7 赛罕区,新城区,回民区
甘肃 兰州市 0931 8 城关区,七里河区
新疆 乌鲁木齐市 0991 8 天山区,沙依巴克区,水磨沟区
海南 海口市 0898 7 美兰区,龙华区,秀英区
宁夏 银川市 0951 4 兴庆区,金凤区
青海 西宁市 0971 3 城西区,城东区`;

const ROADS =
  '人民路 中山路 解放路 建设路 新华路 和平路 文化路 长江路 黄河路 幸福路 学府路 花园路 东风路 胜利路 青年路 公园路 滨河路 迎宾大道 科技路 朝阳路 红旗路 环城西路 江南大道 湖滨路'.split(
    ' ',
  );
const ESTATES =
  '阳光花园 金色家园 绿地新城 翠湖小区 锦绣苑 丽景湾 和谐家园 万和城 书香苑 天鹅湖小区 世纪城 华府 御景园 学府名苑 春江花园 东方苑'.split(
    ' ',
  );

/** Where numbers are short: the others have eight digits. */
const SEVEN_DIGITS = new Set('0816 0717 0535 0592 0312 0771 0351 0471 0931 0991 0730 0951 0971'.split(' '));

const pickPlace = createPicker(
  PLACES.split('\n').map((line) => {
    const [province = '', city = '', areaCode = '', weight = '1', districts = ''] = line.split(' ');
    return [{ province, city, areaCode, districts: districts.split(',') } satisfies Place, Number(weight)] as const;
  }),
);

/** Where a household lives. */
export interface Home {
  readonly place: Place;
  readonly district: string;
  /** Road, estate, house and flat. */
  readonly detail: string;
  /** Area code and number. */
  readonly landline: string;
}

export function chooseHome(random: Random): Home {
  const place = pickPlace(random);
  const house = `${1 + below(random, 999)}号${pick(random, ESTATES)}${1 + below(random, 28)}栋`;
  const flat = `${1 + below(random, 4)}单元${1 + below(random, 30)}0${1 + below(random, 4)}室`;
  const subscriber = 22_000_000 + below(random, 60_000_000);
  const digits = SEVEN_DIGITS.has(place.areaCode) ? String(subscriber).slice(1) : subscriber;
  return {
    place,
    district: pick(random, place.districts),
    detail: `${pick(random, ROADS)}${house}${flat}`,
    landline: `${place.areaCode}-${digits}`,
  };
}

/** As it stands on a parcel: municipalities are not named twice. */
export function addressText({ place, district, detail }: Home): string {
  const province = place.city.startsWith(place.province) ? '' : provinceName(place.province);
  return `${province}${place.city}${district}${detail}`;
}

const AUTONOMOUS: Readonly<Record<string, string>> = {
  广西: '广西壮族自治区',
  内蒙古: '内蒙古自治区',
  新疆: '新疆维吾尔自治区',
  宁夏: '宁夏回族自治区',
};

function provinceName(province: string): string {
  return AUTONOMOUS[province] ?? `${province}省`;
}
