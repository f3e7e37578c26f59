import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { createWire, readAnswer } from "./wire.ts";

const bytes = (text: string): Buffer => Buffer.from(text.replaceAll("\n", "\r\n"), "utf8");

describe("readAnswer", () => {
  const whole = bytes("HTTP/1.1 201 Created\ncontent-length: 6\n\n答复");

  test("waits until the whole answer is there, wherever it is cut", () => {
    for (let length = 0; length < whole.length; length += 1)
      expect(readAnswer(whole.subarray(0, length))).toBeUndefined();
    expect(readAnswer(whole)).toMatchObject({ status: 201, body: "答复", length: whole.length, closes: false });
  });

  test("reads an answer in chunks, and knows when the server will close", () => {
    const text = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nConnection: close\n\n3\nabc\n2\nde\n0\n\n";
    expect(readAnswer(bytes(text))).toMatchObject({ status: 200, body: "abcde", closes: true });
  });
});

test("a wire carries one request after another, and opens anew when it was closed", async () => {
  const server = createServer((request, response) => {
    if (request.url === "/cut") request.socket.destroy();
    else response.end(`${request.method} ${request.url}`);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const wire = createWire("127.0.0.1", (server.address() as AddressInfo).port);
  expect(await wire.ask("GET", "/one", "")).toMatchObject({ status: 200, body: "GET /one" });
  expect(await wire.ask("POST", "/two", "", "{}")).toMatchObject({ body: "POST /two" });
  await expect(wire.ask("GET", "/cut", "")).rejects.toThrow();
  expect(await wire.ask("GET", "/three", "")).toMatchObject({ body: "GET /three" });
  wire.close();
  server.close();
});
