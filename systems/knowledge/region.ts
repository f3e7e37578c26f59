/** Provinces as people say them; a text that names one is about that one, wherever its writer lives. */
const provinces =
  "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门".split(
    " ",
  );

/** Without what addresses add: 新疆维吾尔自治区 is 新疆. */
const bare = (region: string): string =>
  region
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .replace(/(?:维吾尔|壮族|回族)?自治区$|特别行政区$|(?<=..)[省市]$/u, "");

export const isSameRegion = (one: string, other: string): boolean => bare(one) === bare(other);

/** Whether a text names one of these regions; undefined where it names none at all. */
export function namesRegion(text: string, regions: readonly string[]): boolean | undefined {
  const plain = text.normalize("NFKC").toLowerCase();
  if (regions.some((region) => isNamed(plain, bare(region)))) return true;
  return provinces.some((province) => plain.includes(province)) ? false : undefined;
}

/** Latin names are whole words, and codes of two letters are no names: "in" is more often a word than Indiana. */
function isNamed(plain: string, name: string): boolean {
  if (!/^[\p{Script=Latin} .'-]+$/u.test(name)) return plain.includes(name);
  return name.length > 2 && ` ${plain.replaceAll(/[^\p{L}\p{N}]+/gu, " ")} `.includes(` ${name} `);
}
