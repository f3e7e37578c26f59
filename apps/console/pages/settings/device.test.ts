import { expect, test } from "vitest";
import { deviceName } from "./device.ts";

test("a device is called by its browser and system, in the order in which browsers pretend to be others", () => {
  const safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15";
  const edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0";
  const weChat = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0.50";
  expect([safari, edge, weChat].map(deviceName)).toEqual(["Safari, macOS", "Edge, Windows", "微信 WeChat, iOS"]);
  expect(["curl/8.1", "node", ""].map(deviceName)).toEqual(["curl", "node", ""]);
});
