import { expect, test } from "vitest";
import { withoutCourtesy } from "./courtesy.ts";

test.each([
  ["hello，亚麻衬衫验出来不是正品，please", "亚麻衬衫验出来不是正品"],
  ["hi there, where is my parcel? thanks", "where is my parcel?"],
  ["你好，我要退货，谢谢", "我要退货"],
  ["in my parcel the high heels broke", "in my parcel the high heels broke"],
  ["please cancel it", "please cancel it"],
  ["你好吗", "你好吗"],
  ["hello", "hello"],
  ["hello there", "hello there"],
  ["hi where is it", "hi where is it"],
  ["hello 我的快递到哪了", "我的快递到哪了"],
  ["yes please", "yes please"],
  ["谢谢", "谢谢"],
])("“%s” is about “%s”", (said, about) => {
  expect(withoutCourtesy(said)).toBe(about);
});
