import { describe, expect, test } from "vitest";
import { wishIn } from "./wish.ts";

describe("a customer's wish about messages unasked", () => {
  test.each([
    ...[
      "别再通知我",
      "不要再通知我了",
      "请不要再给我发通知",
      "别给我发消息了。",
      "以后别提醒我",
      "关闭通知",
      "停止推送",
      "退订",
      "不用通知我了",
    ],
    ...[
      "stop notifying me",
      "Please stop notifying me!",
      "don't notify me",
      "Don’t message me again",
      "stop sending me updates",
      "no more notifications",
      "turn off notifications",
      "unsubscribe",
      "do not send me any more messages",
      "stop messaging me",
    ],
  ])("to stop is heard: %s", (text) => {
    expect(wishIn(text)).toBe("stop");
  });

  test.each([
    "继续通知我",
    "恢复通知",
    "打开提醒吧",
    "notify me again",
    "turn on notifications",
    "Please turn back on my updates",
  ])("to go on is heard: %s", (text) => {
    expect(wishIn(text)).toBe("go-on");
  });

  test.each([
    ...[
      "别再通知我，直接退款",
      "怎么没有通知我",
      "为什么不通知我",
      "不要了，取消订单",
      "通知我结果",
      "取消订单",
      "消息没收到",
      "别",
      "取消",
    ],
    ...[
      "why did you not notify me",
      "stop my parcel",
      "don't cancel my order",
      "notify me when it ships",
      "stop",
      "no",
      "cancel",
      "update my address",
      "don't send it",
    ],
  ])("is not read into what is about something else: %s", (text) => {
    expect(wishIn(text)).toBeUndefined();
  });
});
