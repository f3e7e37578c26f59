import { type CustomerId, type Language, type MerchantId, type Random, between, customerId, pick } from "@ruyi/kernel";
import { weighted } from "./chance.ts";
import type { Address, Customer } from "./market.ts";

const surnames = [
  ..."王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文",
];
const givenNames =
  "子墨 雨桐 浩然 欣怡 梓涵 宇轩 诗琪 建国 秀英 志强 丽华 晓东 婉清 思远 佳宁 明哲 若曦 国栋 春梅 海燕 文博 静怡 俊杰 雪莹 永福 桂兰 嘉懿 泽宇 乐天 安然 知行 素芬 长河 小满 望舒 予安".split(
    " ",
  );
/** Names that do not fall into surname and given name like the others. */
const wholeNames = ["阿依古丽·买买提", "卓玛央金", "格桑次仁", "其木格", "欧阳静", "司马远航"];
const englishNames =
  "Amara Okafor|Daniel Whitlock|Priya Raman|Mateo Alvarado|Grace Lindqvist|Hassan Farouk|Ingrid Solberg|Jamal Bridges|Keiko Tanabe|Liam Gallagher|Noor Haddad|Olivia Prescott|Paulo Teixeira|Quinn Abernathy|Rosa Delgado|Samir Chaudhry|Thandi Mokoena|Ursula Brandt|Viktor Zelenko|Wen Zhao|Ximena Rojas|Yusuf Demir|Zoe Hartley|Abigail Stone|Bao Nguyen|Caleb Mercer|Dina Petrova|Elijah Booker|Fatima Sesay|Gwen Pritchard|Hugo Marchetti|Isla Campbell|June Park|Kofi Mensah|Leila Ansari|Marcus Tillman|Nina Kowalski|Owen Fairchild|Pilar Santos|Ravi Desai".split(
    "|",
  );

type Quarter = readonly [region: string, city: string, district: string, streets: string];
const chineseQuarters: readonly Quarter[] = [
  ["浙江省", "杭州市", "西湖区", "文一路 翠苑街 古荡新村"],
  ["上海市", "上海市", "徐汇区", "漕溪北路 天钥桥路 宛平南路"],
  ["北京市", "北京市", "朝阳区", "望京西路 团结湖路 劲松南街"],
  ["广东省", "深圳市", "南山区", "科苑路 桃园路 蛇口新街"],
  ["四川省", "成都市", "武侯区", "科华北路 玉林西路 桐梓林路"],
  ["湖北省", "武汉市", "洪山区", "珞喻路 雄楚大道 关山大道"],
  ["陕西省", "西安市", "雁塔区", "小寨东路 翠华路 含光路"],
  ["云南省", "大理州", "大理市", "人民路 苍山路"],
  ["黑龙江省", "哈尔滨市", "道里区", "中央大街 友谊路"],
  ["新疆", "乌鲁木齐市", "天山区", "解放北路 和平南路"],
  ["福建省", "泉州市", "丰泽区", "津淮街 泉秀路"],
  ["贵州省", "遵义市", "湄潭县", "茶城大道 湄江街"],
];
const americanQuarters: readonly Quarter[] = [
  ["NY", "Brooklyn", "Kings County", "Alder Street|Quarry Lane|Ferry Terrace"],
  ["MA", "Somerville", "Middlesex County", "Juniper Avenue|Mill Brook Road"],
  ["IL", "Chicago", "Cook County", "West Larkspur Street|Harbor View Drive"],
  ["TX", "Austin", "Travis County", "Pecan Hollow|Limestone Road"],
  ["WA", "Tacoma", "Pierce County", "Cedar Point Way|Rainier Court"],
  ["GA", "Decatur", "DeKalb County", "Magnolia Bend|Old Depot Street"],
  ["NM", "Las Cruces", "Dona Ana County", "Mesquite Trail|Organ View Road"],
];
const foreignQuarters: readonly (readonly [country: string, ...Quarter])[] = [
  ["CA", "ON", "Kingston", "Frontenac", "Limeburner Street|Wolfe Lane"],
  ["GB", "West Yorkshire", "Leeds", "Headingley", "Ash Grove|Mill Rise"],
  ["DE", "Sachsen", "Leipzig", "Lindenau", "Brunnenweg|Alte Werkstrasse"],
];

/** One address many people share: a dormitory. Sharing it says nothing about anybody. */
const dormitory = (recipient: string, phone: string, room: number): Address => ({
  country: "CN",
  region: "湖北省",
  city: "武汉市",
  district: "洪山区",
  detail: `喻园学生公寓7栋${room}室`,
  recipient,
  phone,
});

function chineseAddress(random: Random, recipient: string, phone: string): Address {
  const [region, city, district, streets] = pick(random, chineseQuarters);
  const street = pick(random, streets.split(" "));
  const detail = `${street}${between(random, 1, 380)}号${between(random, 1, 28)}幢${between(random, 1, 26)}0${between(random, 1, 4)}室`;
  return { country: "CN", region, city, district, detail, recipient, phone };
}

function westernAddress(random: Random, recipient: string, phone: string): Address {
  const abroad = random() < 0.12;
  const [country, region, city, district, streets] = abroad
    ? pick(random, foreignQuarters)
    : (["US", ...pick(random, americanQuarters)] as const);
  const detail = `${between(random, 2, 940)} ${pick(random, streets.split("|"))}, Apt ${between(random, 1, 40)}`;
  return { country, region, city, district, detail, recipient, phone };
}

/** Numbers nobody has: the fictional 555-01xx in English shops, a run of zeros after the prefix in Chinese ones. */
const phoneOf = (random: Random, language: Language): string =>
  language === "zh"
    ? `1${pick(random, ["39", "58", "77", "86", "99"])}0000${String(between(random, 0, 9_999)).padStart(4, "0")}`
    : `+1 ${between(random, 201, 989)} 555 01${String(between(random, 0, 99)).padStart(2, "0")}`;

type Shop = { readonly id: MerchantId; readonly currency: string; readonly languages: readonly Language[] };
type Known = { readonly id: CustomerId; readonly name: string; readonly language: Language; readonly openedAt: Date };

/** Fills in where a person lives and how to reach them. Goods of a Chinese shop stay in China. */
export function settle(random: Random, shop: Shop, known: Known): Customer {
  const atHome = shop.currency === "CNY";
  const phone = phoneOf(random, atHome ? "zh" : "en");
  const address = !atHome
    ? westernAddress(random, known.name, phone)
    : random() < 0.04
      ? dormitory(known.name, phone, between(random, 101, 620))
      : chineseAddress(random, known.name, phone);
  return {
    id: known.id,
    merchantId: shop.id,
    name: known.name,
    language: known.language,
    phone,
    email: `${known.id}@example.com`,
    openedAt: known.openedAt,
    address,
  };
}

/** Somebody among the many: a name and a language that fit the shop. */
export function somebody(random: Random, shop: Shop, ordinal: number, openedAt: Date): Customer {
  const language = shop.languages.length > 1 && random() < 0.25 ? "en" : (shop.languages[0] ?? "en");
  const foreign = weighted(random, [
    [language === "zh" ? 1 : 9, language === "en"],
    [language === "zh" ? 0 : 1, false],
  ]);
  const chinese = random() < 0.05 ? pick(random, wholeNames) : pick(random, surnames) + pick(random, givenNames);
  const name = foreign ? pick(random, englishNames) : chinese;
  return settle(random, shop, { id: customerId(`c${1_000 + ordinal}`), name, language, openedAt });
}
