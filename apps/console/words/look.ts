import type { Words } from "./say.ts";

/** How the widget looks and begins. */
export const lookWords = {
  titleEnd: { zh: "聊天窗口在页面的右下角", en: "The chat stands at the bottom right of your page" },
  titleStart: { zh: "聊天窗口在页面的左下角", en: "The chat stands at the bottom left of your page" },
  lede: {
    zh: "颜色、位置和开场的话由您定；它是自动助手、随时能找同事，总会说明。改了以后，顾客的页面一分钟内跟上。",
    en: "Colour, place and first words are yours; that it is automated and that a person is a word away is always said. Customers' pages follow within a minute.",
  },
  what: { zh: "聊天窗口", en: "Chat widget" },
  accent: { zh: "主色", en: "Accent" },
  own: { zh: "自己的颜色", en: "A colour of your own" },
  ownHint: {
    zh: "写 #rrggbb。深色的页面会自动配同一色相的亮色。",
    en: "Write #rrggbb. On dark pages a lighter tone of the same hue is used.",
  },
  badShape: { zh: "颜色写成 #rrggbb，比如 #0b5f79。", en: "Write the colour as #rrggbb, for example #0b5f79." },
  badContrast: {
    zh: "这个颜色写的字看不清（对比度{ratio}，至少要4.5）。最接近的可用颜色是{nearest}。",
    en: "Text in this colour cannot be read (contrast {ratio}, at least 4.5 is needed). The nearest that works is {nearest}.",
  },
  takeNearest: { zh: "用{nearest}", en: "Use {nearest}" },
  goodContrast: { zh: "看得清：对比度{ratio}。", en: "It reads well: contrast {ratio}." },
  side: { zh: "位置", en: "Place" },
  end: { zh: "右下角", en: "Bottom right" },
  start: { zh: "左下角", en: "Bottom left" },
  name: { zh: "窗口上的名字", en: "Name in the window" },
  nameHint: { zh: "空着就用店名「{name}」。", en: "Left empty, the shop's name “{name}” is used." },
  greeting: { zh: "开场的话", en: "First words" },
  greetingHint: {
    zh: "空着就用我们的。写一句，不用说自己是谁。",
    en: "Left empty, ours are used. One sentence; who it is from is said anyway.",
  },
  bothOrNone: {
    zh: "另一种语言也写上，或者两边都空着。",
    en: "Write it in the other language too, or leave both empty.",
  },
  offers: { zh: "先给顾客看的", en: "Offered first" },
  offersHint: { zh: "没有订单在眼前时，按这个顺序给出。", en: "In this order, while no order is in sight." },
  moveUp: { zh: "{what}上移", en: "Move {what} up" },
  preview: { zh: "预览", en: "Preview" },
  previewLight: { zh: "浅色", en: "Light" },
  previewDark: { zh: "深色", en: "Dark" },
  previewGreeting: { zh: "您好，我是{name}的自动助手", en: "Hello. I'm {name}'s automated assistant" },
  previewSays: { zh: "我的包裹到哪了？", en: "Where is my parcel?" },
  previewAnswer: { zh: "预计明天送到。", en: "It should arrive tomorrow." },
  previewPerson: { zh: "转人工", en: "Talk to a person" },
  previewWrite: { zh: "说说是什么事", en: "Tell us what happened" },
  tag: { zh: "放到店铺页面上", en: "Put it on your pages" },
  tagWhy: {
    zh: "把这一行放在每个页面的末尾。登录过的顾客，由您的服务器在 /ruyi-identity 给出身份，见“身份密钥”。",
    en: "Put this line at the end of every page. For customers who signed in, your server tells who they are at /ruyi-identity; see Identity.",
  },
  tagCode: { zh: "页面代码", en: "Page code" },
  tryIt: { zh: "去演示店里看看", en: "See it in the demo shop" },
} as const satisfies Words;

export const offerNames: Words = {
  "where-is-my-parcel": { zh: "包裹到哪了", en: "Where is my parcel?" },
  "return-and-refund": { zh: "退货退款", en: "Return and refund" },
  "damaged-or-missing": { zh: "坏了或少了", en: "Damaged or missing" },
  "cancel-order": { zh: "取消订单", en: "Cancel an order" },
  "change-address": { zh: "改收货地址", en: "Change the address" },
  "talk-to-a-person": { zh: "转人工", en: "Talk to a person" },
};
