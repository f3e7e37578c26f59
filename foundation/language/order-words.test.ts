import { expect, test } from "vitest";
import { withoutOrderNumber } from "./order-words.ts";

test.each([
  ["我想退云南咖啡豆，订单尾号5223", "我想退云南咖啡豆"],
  ["羊毛大衣到哪了？订单尾号3021", "羊毛大衣到哪了？"],
  ["订单尾号是3021，我想取消", "，我想取消"],
  ["I want to return my headphones, order ending 5223", "I want to return my headphones"],
  ["I want to change the address of order ending in 5223", "I want to change the address"],
  ["尾号3021", "尾号3021"],
  ["order ending 3021", "order ending 3021"],
  ["我买了3021个", "我买了3021个"],
])("%j is about %j", (text, about) => expect(withoutOrderNumber(text)).toBe(about));
