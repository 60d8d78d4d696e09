const HIDDEN = '***';

/** The four municipalities are province and city in one; then provinces, autonomous regions, special regions. */
const PROVINCES =
  '北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门';
const PROVINCE = new RegExp(
  `^(?:中国|中华人民共和国)?[\\s,，]*((?:${PROVINCES})(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|省|市)?)(?![东西南北中]?[路街道巷])`,
  'u',
);
/**
 * A city has two to four characters before its sign, a prefecture up to nine; none of them the sign of something
 * smaller (but 州, 镇 and 乡 are part of names such as 杭州, 景德镇, 新乡), and not one of the words that end in 市 and are no city (超市 is a supermarket).
 */
const CITY =
  /^[\s,，]*([^\s,，省市区县路街道号\d]{2,4}(?<![超城门夜菜花])市|[^\s,，省市区县州盟镇乡路街道号\d]{2,9}(?:自治州|地区|盟))/u;
const MUNICIPALITY = /^(?:北京|上海|天津|重庆)/u;

/** Countries as the last part of a Western address; what is not listed is hidden rather than guessed. */
const COUNTRIES = new Set(
  'china,united kingdom,uk,england,scotland,wales,northern ireland,great britain,ireland,eire,france,germany,netherlands,belgium,luxembourg,spain,portugal,italy,switzerland,austria,sweden,norway,denmark,finland,iceland,poland,czech republic,czechia,slovakia,hungary,romania,bulgaria,greece,turkey,cyprus,malta,lithuania,latvia,estonia,russia,ukraine,israel,lebanon,saudi arabia,united arab emirates,uae,bahrain,qatar,india,pakistan,bangladesh,sri lanka,singapore,malaysia,thailand,vietnam,indonesia,philippines,japan,south korea,korea,hong kong,macau,macao,taiwan,australia,new zealand,usa,united states,united states of america,canada,mexico,brazil,argentina,chile,south africa,egypt,nigeria,kenya,channel islands,中国,英国,美国,法国,德国,日本,韩国,新加坡,马来西亚,泰国,越南,澳大利亚,加拿大,意大利,西班牙,俄罗斯'.split(
    ',',
  ),
);

/**
 * An address down to its province and city, or to its country: 浙江省杭州市***, ***, Germany. What cannot be told
 * apart safely is hidden whole, since a wrong guess would show a street. Null and empty stay as they are.
 */
export function maskAddress(address: string): string;
export function maskAddress(address: string | null): string | null;
export function maskAddress(address: string | null): string | null {
  if (address === null || address.trim() === '') {
    return address;
  }
  const text = address.normalize('NFKC').replace(/\s+/gu, ' ').trim();
  return maskChinese(text) ?? maskWestern(text);
}

function maskChinese(text: string): string | null {
  const province = PROVINCE.exec(text);
  const rest = province === null ? text : text.slice(province[0].length);
  const shown = province?.[1] ?? '';
  if (MUNICIPALITY.test(shown)) {
    return `${shown}${HIDDEN}`;
  }
  const city = CITY.exec(rest)?.[1] ?? '';
  // Without a province only a real 市 at the start counts: anything else may be the name of a person or a shop.
  if (province === null) {
    return /^\p{Script=Han}{2,5}市$/u.test(city) ? `${city}${HIDDEN}` : null;
  }
  return `${shown}${city}${HIDDEN}`;
}

function maskWestern(text: string): string {
  const parts = text.split(/[,，;\n]/u).map((part) => part.trim());
  const country = parts.at(-1) ?? '';
  if (!COUNTRIES.has(country.toLowerCase())) {
    return HIDDEN;
  }
  return parts.length === 1 ? country : `${HIDDEN}, ${country}`;
}
