/** For whom something is bought; what a household needs follows from who lives in it. */
export const NEEDS = ['men', 'women', 'kids', 'men_shoes', 'women_shoes', 'accessories', 'home', 'cosmetics'] as const;
export type Need = (typeof NEEDS)[number];

export type Season = 'all' | 'summer' | 'winter' | 'between';

/** How a product group is made and sold. */
export interface CategoryGroup {
  /** First and second level of the tree. */
  readonly root: string;
  readonly name: string;
  /** Third level; the group itself where there is none. */
  readonly leaves: readonly string[];
  readonly need: Need;
  readonly sizes: readonly string[];
  /** Whole yuan, cheapest and dearest. */
  readonly price: readonly [low: number, high: number];
  readonly season: Season;
  /** Share of lines that come back, fit apart. */
  readonly returnRate: number;
  readonly productsPerLeaf: number;
  readonly materials: readonly string[];
  readonly styles: readonly string[];
  /** Days until one piece is used up; null for what lasts. */
  readonly cycleDays: readonly [low: number, high: number] | null;
}

const SIZES: Readonly<Record<string, string>> = {
  coat: 'S M L XL XXL',
  trousers: '28 29 30 31 32 33 34 36',
  slim: 'XS S M L XL',
  child: '90 100 110 120 130 140',
  men_shoe: '39 40 41 42 43 44',
  women_shoe: '35 36 37 38 39 40',
  one: '均码',
};

/** One group a line: root|name|need|sizes|low-high|season|returns %|per leaf|materials|styles|leaves|cycle days. */
const GROUPS = `男装|衬衫|men|coat|89-299|all|8|4|纯棉,牛津纺,棉麻,天丝|修身,标准,宽松|商务衬衫,休闲衬衫,情侣衬衫,牛津纺衬衫,短袖衬衫|
男装|针织衫|men|coat|99-359|winter|8|5|羊毛,棉,羊绒混纺|圆领,V领,半高领||
男装|外套|men|coat|159-999|winter|10|3|涤纶,羊毛混纺,羽绒,棉|修身,标准,连帽|卫衣,西服,棉服,风衣,大衣,羽绒服,夹克|
男装|POLO衫/T恤|men|coat|49-199|summer|6|8|纯棉,珠地棉,莫代尔|圆领,翻领,印花||
男装|裤子|men|trousers|99-329|all|11|4|纯棉,弹力棉,牛仔布,涤纶|直筒,修身,锥形|休闲裤,西裤,牛仔裤|
男装|家居服|men|coat|99-259|all|5|3|纯棉,珊瑚绒|开衫,套头||
男装|内衣裤/袜子|men|slim|19-99|all|3|6|纯棉,莫代尔,竹纤维|三条装,五双装,平角||
女装|衬衫|women|slim|89-299|between|11|6|雪纺,纯棉,真丝,天丝|修身,宽松,蝴蝶结||
女装|针织衫|women|slim|99-399|winter|10|6|羊毛,羊绒,棉,马海毛|圆领,开衫,高领||
女装|外套|women|slim|149-1099|winter|12|3|羊毛,羽绒,棉,涤纶|修身,宽松,连帽,短款|卫衣,西服,风衣,大衣,羽绒服,夹克,马甲|
女装|POLO衫/T恤|women|slim|49-189|summer|9|3|纯棉,莫代尔,冰丝|印花,纯色,条纹|圆领,七分袖,长款T恤,百变衫,BRA-T|
女装|裤子|women|slim|89-299|all|14|3|弹力棉,牛仔布,雪纺|高腰,直筒,阔腿|休闲裤,牛仔裤,中裤,短裤|
女装|裙子|women|slim|129-499|summer|15|10|雪纺,真丝,棉麻,针织|连衣裙,半身裙,碎花,百褶||
女装|家居服|women|slim|99-289|all|5|4|纯棉,真丝,珊瑚绒|睡裙,开衫套装||
女装|瑜伽服|women|slim|79-259|all|9|2|锦纶,莱卡|高弹,速干|时尚肩带瑜伽服,修身短袖瑜伽服,时尚彩条瑜伽裤,修身拼条七分瑜伽裤|
女装|内衣裤/袜子|women|slim|19-199|all|4|3|纯棉,莫代尔,蕾丝|无痕,三条装,保暖|打底衫,袜子,棉袜,筒袜,内衣套装,针织裤|
童装|婴儿装|kids|child|59-199|all|5|3|有机棉,纯棉|礼盒,连体|绣花爬服,婴儿礼品套装|
童装|衬衫|kids|child|59-129|between|6|2|纯棉|长袖,短袖|帅气格子衬衫,小绅士条纹款,全棉素色款,条纹蝴蝶款,素色蝴蝶款,拼接袖带帽衫|
童装|卫衣|kids|child|69-169|between|6|4|纯棉,抓绒|连帽,圆领||
童装|POLO衫|kids|child|49-119|summer|6|2|珠地棉|短袖,长袖|双珠地双扣款,娃娃领长袖(女),娃娃领带裙|
童装|T恤|kids|child|39-99|summer|5|3|纯棉|印花,条纹|长袖T恤,套装|
童装|针织衫|kids|child|69-179|winter|6|2|羊毛,棉|圆领,开衫|长袖针织衫,针织外套,针织背心|
童装|外套|kids|child|99-399|winter|7|4|羽绒,棉,涤纶|连帽,轻薄||
童装|休闲裤|kids|child|59-139|all|7|3|纯棉|束脚,直筒||
童装|牛仔裤|kids|child|69-149|all|8|3|牛仔布|弹力,直筒||
童装|裙子|kids|child|69-199|summer|7|4|纯棉,网纱|公主裙,背带裙||
鞋|男鞋|men_shoes|men_shoe|89-599|all|13|3|帆布,头层牛皮,网布,橡胶|系带,一脚蹬|帆布鞋,休闲皮鞋,正装皮鞋,运动休闲鞋,户外鞋|
鞋|女鞋|women_shoes|women_shoe|79-559|all|15|3|帆布,头层牛皮,羊皮,羊毛里|平底,低跟,系带|休闲皮鞋,帆布鞋,正装皮鞋,雪地靴|
配饰|领带|accessories|one|59-199|all|3|4|真丝,涤丝|斜纹,纯色||
配饰|围巾|accessories|one|69-399|winter|4|5|羊绒,羊毛,真丝|格子,纯色||
配饰|帽子|accessories|one|39-149|all|5|4|棉,羊毛|棒球帽,渔夫帽,针织帽||
配饰|皮带|accessories|one|79-259|all|4|4|头层牛皮|针扣,自动扣||
配饰|皮具|accessories|one|49-359|all|4|2|头层牛皮,羊皮|短款,长款|钱包,钥匙包,名片夹|
配饰|饰品|accessories|one|29-199|all|4|5|925银,合金,珍珠|项链,耳饰,手链||
配饰|手套|accessories|one|39-159|winter|4|3|羊毛,羊皮|触屏,加绒||
配饰|袜子|accessories|one|19-59|all|1|4|纯棉,竹纤维|中筒,船袜||
家居|厨房用品|home|one|19-159|all|3|5|硅胶,棉麻,不锈钢|简约,田园||
家居|浴室用品|home|one|19-199|all|3|2|纯棉,超细纤维|加厚,速干|浴巾,面巾,地垫,超细纤维情侣干发套装,浴袍|
家居|卧室用品|home|one|59-599|all|5|2|纯棉,天丝,亚麻|四件套,纯色,印花|床单,家居鞋,床品套装,空调毯,多功能桌|
家居|收纳用品|home|one|19-99|all|2|4|无纺布,塑料|折叠,大号||
家居|户外旅行|home|one|19-129|between|3|2|牛津布,涤纶|便携,防水|便携式鞋袋,时尚便携野餐毯,洗漱包|
化妆品|美妆用品|cosmetics|one|9-129|all|2|3|尼龙,硅胶,天然海绵|基础,旅行装|小工具,化妆刷,沐浴用品,分装替换容器,化妆镜|80-200
化妆品|护肤|cosmetics|one|29-289|all|2|6|乳木果,玻尿酸,烟酰胺,氨基酸|滋润,清爽,敏感肌|手霜,身体乳|50-110
化妆品|彩妆|cosmetics|one|39-239|all|3|2|植物油脂,矿物粉|雾面,水润,自然色|唇部,遮瑕,眼线膏,腮红,假睫毛,睫毛膏,蜜粉,粉底,修颜,眉部,眼线笔,妆前乳|60-150`;

function readRange(text: string | undefined): readonly [number, number] | null {
  const [low, high] = (text ?? '').split('-');
  return low === undefined || high === undefined ? null : [Number(low), Number(high)];
}

function readGroup(line: string): CategoryGroup {
  const [root = '', name = '', need, sizes = 'one', price, season, returns, count, materials, styles, leaves, cycle] =
    line.split('|');
  return {
    root,
    name,
    leaves: (leaves ?? '') === '' ? [''] : (leaves ?? '').split(','),
    // `as`: written above, and a test reads every group.
    need: need as Need,
    sizes: (SIZES[sizes] ?? '').split(' '),
    price: readRange(price) ?? [0, 0],
    season: season as Season,
    returnRate: Number(returns) / 100,
    productsPerLeaf: Number(count),
    materials: (materials ?? '').split(','),
    styles: (styles ?? '').split(','),
    cycleDays: readRange(cycle),
  };
}

/** The category tree of an apparel and cosmetics house, with what is typical of each group. */
export const CATEGORY_GROUPS: readonly CategoryGroup[] = GROUPS.split('\n').map(readGroup);
