/** What the demo shops' agents say often. Sentences of people: warm where they are, exact where it counts. */
export const demoReplies = [
  {
    name: "hello 接手",
    zh: "您好，我是{shop.name, name}的{agent.name, name}，前面的记录我都看过了，不用重说。",
    en: "Hello, I'm {agent.name, name} at {shop.name, name}. I've read everything so far, so you needn't repeat it.",
  },
  {
    name: "order 核对订单",
    zh: "您问的是订单尾号{order.number, tail}的{order.title, name}吗？",
    en: "Is this about the {order.title, name}, order ending {order.number, tail}?",
  },
  {
    name: "parcel 包裹在哪",
    zh: "订单尾号{order.number, tail}现在在{parcel.lastPlace, name}，快递公司{parcel.lastScanAt, moment}更新，预计{parcel.expectedAt, date}送到。",
    en: "Order ending {order.number, tail} is at {parcel.lastPlace, name}; the carrier updated this at {parcel.lastScanAt, moment} and expects to deliver on {parcel.expectedAt, date}.",
  },
  {
    name: "refund 退款已退",
    zh: "{refund.amount, money}已退到{order.tender, name}。到账以支付方为准，没到的话告诉我，我来查。",
    en: "{refund.amount, money} has been refunded to {order.tender, name}. If it doesn't show, tell me here and I'll chase it.",
  },
  {
    name: "promise 答应的时间",
    zh: "我记着：{promise.dueAt, moment}前告诉您结果，没结果也会说。",
    en: "I have it on record: you'll hear from us by {promise.dueAt, moment}, either way.",
  },
  {
    name: "checking 我去查",
    zh: "我去查一下，5分钟内回来告诉您。",
    en: "I'll check this now and be back within five minutes.",
  },
] as const;
