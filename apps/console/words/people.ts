import type { Words } from "./say.ts";

/** Who works here, and what each may do. */
export const peopleWords = {
  title: { zh: "{n}位同事在{shop}做事", en: "{n, plural, one {# person works} other {# people work}} at {shop}" },
  titleOne: { zh: "{shop}现在只有您一位", en: "You are the only one at {shop} so far" },
  lede: {
    zh: "角色决定能做什么，在哪里给的就在哪里和它下面有效。每次改动都有记录。",
    en: "A role says what somebody may do, at the place it was given and below. Every change is on record.",
  },
  invite: { zh: "请一位同事", en: "Invite someone" },
  find: { zh: "按名字或邮箱找", en: "Find by name or e-mail" },
  noneFound: {
    zh: "没有找到「{text}」。换个名字或邮箱试试。",
    en: "Nobody is called “{text}”. Try another name or e-mail.",
  },
  list: { zh: "同事名单", en: "People" },
  name: { zh: "名字", en: "Name" },
  role: { zh: "角色", en: "Role" },
  seen: { zh: "上次来", en: "Last seen" },
  actions: { zh: "操作", en: "Actions" },
  you: { zh: "您", en: "you" },
  waiting: { zh: "链接还能用到{until}", en: "link good until {until}" },
  never: { zh: "还没来过", en: "never came" },
  disabled: { zh: "已停用", en: "disabled" },
  open: { zh: "管理", en: "Manage" },
  manage: { zh: "管理{name}", en: "Manage {name}" },
  close: { zh: "收起", en: "Close" },
  above: { zh: "在上一级", en: "from above" },
  email: { zh: "邮箱", en: "E-mail" },
  emailHint: {
    zh: "用它登录。我们不发邮件，链接由您转交。",
    en: "They sign in with it. We send no mail; you hand the link over.",
  },
  badEmail: { zh: "邮箱要写成 name@example.com 的样子。", en: "Write the e-mail like name@example.com." },
  workingName: { zh: "工作用名", en: "Working name" },
  workingNameHint: { zh: "顾客看得到同事的工作用名。", en: "Customers see a colleague's working name." },
  place: { zh: "在哪里", en: "Where" },
  atShop: { zh: "只在{name}", en: "{name} only" },
  atBusiness: { zh: "整个企业：{name}", en: "The whole business: {name}" },
  atPlatform: { zh: "整个平台", en: "The whole platform" },
  add: { zh: "加进来，给出链接", en: "Add and make a link" },
  linkTitle: { zh: "把这个链接交给{name}", en: "Hand this link to {name}" },
  linkWhy: {
    zh: "只能用一次，到{until}为止。拿到的人就能以{name}的身份登录，请直接交给本人。",
    en: "It works once, until {until}. Whoever has it signs in as {name}, so give it to nobody else.",
  },
  newLink: { zh: "再给一个登录链接", en: "Make a new sign-in link" },
  newLinkWhy: {
    zh: "忘了密码，或者链接过期了。以前的链接随即作废。",
    en: "For a forgotten password or an expired link. Earlier links stop working.",
  },
  saveRole: { zh: "改角色", en: "Change role" },
  roleChanged: { zh: "{name}现在是{role}", en: "{name} is now {role}" },
  where: { zh: "登录在哪些设备", en: "Signed in on" },
  noSessions: { zh: "现在没有登录着的设备。", en: "Not signed in anywhere." },
  device: { zh: "设备", en: "Device" },
  lastUsed: { zh: "上次用", en: "Last used" },
  byPassword: { zh: "用密码", en: "by password" },
  byLink: { zh: "用链接", en: "by link" },
  thisOne: { zh: "就是这一台", en: "this one" },
  unknownDevice: { zh: "没有报名字的设备", en: "a device without a name" },
  end: { zh: "让它退出", en: "Sign out" },
  endThat: { zh: "让{device}退出", en: "Sign {device} out" },
  endAll: { zh: "全部退出", en: "Sign out everywhere" },
  ended: { zh: "已退出", en: "Signed out" },
  disable: { zh: "停用这个账号", en: "Disable this account" },
  disableTitle: { zh: "停用{name}？", en: "Disable {name}?" },
  disableWhy: {
    zh: "马上退出所有设备，链接作废。接着的会话不会断，请另一位同事接手。以后可以再启用。",
    en: "Signed out everywhere at once, and links stop working. Open conversations stay; let a colleague take them. You can enable the account again.",
  },
  disableDo: { zh: "停用", en: "Disable" },
  enable: { zh: "再启用", en: "Enable again" },
  isDisabled: { zh: "{name}已停用，登录不了", en: "{name} is disabled and cannot sign in" },
  isEnabled: { zh: "{name}可以登录了", en: "{name} can sign in again" },
  notManageable: {
    zh: "这位同事的角色或位置在您之上，您改不了。",
    en: "This colleague's role or place is above yours, so you cannot change it.",
  },
  roles: { zh: "每个角色能做什么", en: "What each role may do" },
  alone: { zh: "还没有别的同事", en: "No colleagues yet" },
  aloneWhy: {
    zh: "没有同事接手时，助手会如实告诉顾客现在没人在。请一位来，转人工才有人接。",
    en: "Until somebody can take over, the assistant tells customers truthfully that nobody is there. Invite someone, and hand-overs have a person.",
  },
} as const satisfies Words;

export const roleNames: Words = {
  owner: { zh: "店主", en: "Owner" },
  admin: { zh: "组长", en: "Lead" },
  author: { zh: "流程编写", en: "Author" },
  agent: { zh: "客服", en: "Agent" },
  auditor: { zh: "审计", en: "Auditor" },
};

export const roleMeanings: Words = {
  owner: {
    zh: "什么都能做，为店里的钱负责：多大的退款都能定。",
    en: "Does everything and answers for the shop's money: decides refunds of any size.",
  },
  admin: {
    zh: "管同事、密钥和设置，定较大的退款。最大的那一档留给店主。",
    en: "Manages people, keys and settings, and decides larger refunds. The largest are left to an owner.",
  },
  author: {
    zh: "写知识和服务流程，能发布；看会话和报表。不接待，不动钱。",
    en: "Writes and releases knowledge and procedures; reads conversations and figures. Answers nobody and moves no money.",
  },
  agent: {
    zh: "接待顾客，按流程一步步办，定小额退款。",
    en: "Answers customers, makes the moves a procedure has open, decides small refunds.",
  },
  auditor: {
    zh: "只看：账目、改动记录、名单、报表。什么都不改。",
    en: "Only reads: the books, the audit, people and figures. Changes nothing.",
  },
};
