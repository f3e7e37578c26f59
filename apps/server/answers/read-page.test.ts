import { describe, expect, test } from "vitest";
import { isPrivate } from "./read-page.ts";

describe("an address", () => {
  test.each([
    ...["0.0.0.0", "10.1.2.3", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
    ...["100.64.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "255.255.255.255"],
    ...[
      "::",
      "::1",
      "fe80::1",
      "fc00::1",
      "ff02::1",
      "::ffff:10.0.0.1",
      "64:ff9b::a00:1",
      "2001:db8::1",
      "2002:a00:1::",
    ],
    ...["2001::1", "3fff::1", "localhost", "", "1.2.3"],
  ])("of no public network is not called: %s", (address) => expect(isPrivate(address)).toBe(true));

  test.each(["93.184.216.34", "172.32.0.1", "100.128.0.1", "192.1.0.1", "2606:2800:220:1::1", "2a00:1450::1"])(
    "of the public web is: %s",
    (address) => expect(isPrivate(address)).toBe(false),
  );
});
