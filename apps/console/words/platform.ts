import type { Words } from "./say.ts";

/** What stands above the shops. */
export const platformWords = {
  title: {
    zh: "{businesses}家企业，{shops}家店铺",
    en: "{businesses, plural, one {# business} other {# businesses}}, {shops, plural, one {# shop} other {# shops}}",
  },
  lede: {
    zh: "平台、企业、店铺，一层管一层。上面给的岗位，下面都有效。",
    en: "Platform, business, shop: each looks after what stands below it, and a post given above counts below.",
  },
  tree: { zh: "企业和店铺", en: "Businesses and shops" },
  addBusiness: { zh: "加一家企业", en: "Add a business" },
  businessName: { zh: "企业名", en: "Business name" },
  addShop: { zh: "开一家店铺", en: "Add a shop" },
  addShopTo: { zh: "在{name}开一家店铺", en: "Add a shop to {name}" },
  slug: { zh: "网址里的名字", en: "Name in addresses" },
  slugHint: {
    zh: "小写字母、数字和短横，定了就不改。会出现在网址和身份里。",
    en: "Small letters, digits and hyphens. It stays for good and stands in addresses and identities.",
  },
  badSlug: {
    zh: "只用小写字母、数字和单个短横，2到40个。",
    en: "Use small letters, digits and single hyphens, 2 to 40.",
  },
  create: { zh: "开店", en: "Create the shop" },
  createBusiness: { zh: "建企业", en: "Create the business" },
  made: { zh: "{name}已开好", en: "{name} is there" },
  noShops: { zh: "还没有店铺", en: "no shops yet" },
  people: { zh: "上一级的人", en: "People above the shops" },
  peopleNone: { zh: "这一级还没有别人。", en: "Nobody else at this level yet." },
  changes: { zh: "上一级的改动", en: "Changes above the shops" },
  openSettings: { zh: "看{name}的设置", en: "Settings of {name}" },
} as const satisfies Words;

export const youWords = {
  title: { zh: "您在{n}台设备上登录着", en: "You are signed in on {n, plural, one {# device} other {# devices}}" },
  lede: {
    zh: "认不出的设备就让它退出，再换一个密码。",
    en: "Sign out a device you do not know, and change your password.",
  },
  password: { zh: "密码", en: "Password" },
  noPassword: {
    zh: "您还没有密码，下次只能再要一个链接。",
    en: "You have no password yet; next time you need another link.",
  },
  current: { zh: "现在的密码", en: "Current password" },
  currentHint: { zh: "一小时内用链接进来的，可以空着。", en: "May stay empty within an hour of coming by a link." },
  set: { zh: "保存密码", en: "Save password" },
  isSet: { zh: "密码已换，其他设备都退出了", en: "The password is changed; other devices are signed out" },
  devices: { zh: "登录着的设备", en: "Signed in on" },
  role: { zh: "您的角色：{role}", en: "Your role: {role}" },
} as const satisfies Words;
