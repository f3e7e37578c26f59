import type { Words } from "./say.ts";

/** The guide of the first day. */
export const startWords = {
  title: {
    zh: "还有{n}件事，就能接待第一位顾客",
    en: "{n, plural, one {# thing} other {# things}} to your first customer",
  },
  titleDone: { zh: "{shop}可以接待顾客了", en: "{shop} is ready for customers" },
  lede: {
    zh: "大约10分钟。随时可以停，做到哪儿从事实里看得出来。",
    en: "About ten minutes. Stop anywhere; what is done shows from the facts.",
  },
  ledeDone: {
    zh: "该有的都有了。这一页以后不会再自己打开。",
    en: "Everything is there. This page will not open by itself again.",
  },
  steps: { zh: "步骤", en: "Steps" },
  password: { zh: "设一个密码", en: "Set a password" },
  passwordDone: { zh: "下次用邮箱和密码登录", en: "Next time, sign in with e-mail and password" },
  passwordWhy: { zh: "没有密码，下次要再找人要一个链接。", en: "Without one you need another link next time." },
  passwordDo: { zh: "去设密码", en: "Set it" },
  shop: { zh: "连上店铺", en: "Connect your shop" },
  shopDemo: {
    zh: "已连上演示店铺，{orders, number}单",
    en: "Demo shop connected, {orders, plural, one {# order} other {# orders}}",
  },
  shopConnected: {
    zh: "已连上，{orders, number}单",
    en: "Connected, {orders, plural, one {# order} other {# orders}}",
  },
  shopWhy: {
    zh: "店铺的订单由您的系统通过接口给出。先试用的话，用演示店铺：新的数据文件夹，RUYI_DEMO=1。",
    en: "Orders come from your own system through the API. To try things first, use the demo shops: a new data folder and RUYI_DEMO=1.",
  },
  shopDo: { zh: "新建接口密钥", en: "Make an API key" },
  widget: { zh: "放上聊天窗口", en: "Place the chat widget" },
  widgetDone: { zh: "第一次会话已经来了", en: "The first conversation has come" },
  widgetWhy: {
    zh: "把这一行放在店铺页面的末尾，再打开页面，说一句话试试。",
    en: "Put this line at the end of your shop's page, open the page, and say something.",
  },
  widgetWaiting: {
    zh: "在等第一次会话，来了这里会变",
    en: "Waiting for the first conversation; this changes by itself",
  },
  widgetDemo: { zh: "去演示店里说一句", en: "Say something in the demo shop" },
  colleague: { zh: "请第一位同事", en: "Invite a colleague" },
  colleagueDone: { zh: "有{n}位同事能接手", en: "{n, plural, one {# colleague} other {# colleagues}} can take over" },
  colleagueWhy: {
    zh: "没有人接手时，助手会如实告诉顾客。",
    en: "Until then the assistant says truthfully that nobody can take over.",
  },
  colleagueDo: { zh: "去请同事", en: "Invite someone" },
  hours: { zh: "说好什么时候有人在", en: "Say when people are there" },
  hoursDone: {
    zh: "顾客会知道几点上班、最晚几点回",
    en: "Customers learn when the team is back and by when they are answered",
  },
  hoursWhy: {
    zh: "顾客要找同事时，才知道要等到几点。",
    en: "Then a customer who asks for a person knows how long it takes.",
  },
  hoursDo: { zh: "去定时间", en: "Set the hours" },
  toInbox: { zh: "去看会话", en: "Go to the inbox" },
} as const satisfies Words;
