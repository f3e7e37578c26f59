import { describe, expect, test } from "vitest";
import { answerTo, legacy, Message, modern, readCall } from "./json-rpc.ts";

const meta = {
  "io.modelcontextprotocol/protocolVersion": modern,
  "io.modelcontextprotocol/clientCapabilities": {},
};
const headers = { "mcp-protocol-version": modern, "mcp-method": "tools/call", "mcp-name": "say" };
const say = { jsonrpc: "2.0" as const, id: 7, method: "tools/call", params: { name: "say", _meta: meta } };
const codeOf = (...call: Parameters<typeof readCall>): number | string => {
  const read = readCall(...call);
  return read.kind === "failure" ? read.body.error.code : read.kind;
};

describe("a message of the newest revision", () => {
  test("is taken when its headers say what its body says", () => {
    expect(readCall(say, headers)).toMatchObject({ kind: "request", id: 7, era: "modern" });
    const encoded = `=?base64?${Buffer.from("say").toString("base64")}?=`;
    expect(codeOf(say, { ...headers, "mcp-name": encoded })).toBe("request");
  });

  test.each([
    ["no version", { "mcp-protocol-version": undefined }],
    ["another version", { "mcp-protocol-version": legacy[0] }],
    ["no method", { "mcp-method": undefined }],
    ["another method", { "mcp-method": "tools/list" }],
    ["another name", { "mcp-name": "make_move" }],
  ])("with headers that tell %s is refused", (_what, other) => {
    expect(codeOf(say, { ...headers, ...other })).toBe(-32_020);
  });

  test("must state its version and what its client can do", () => {
    const { "io.modelcontextprotocol/clientCapabilities": _gone, ...less } = meta;
    expect(codeOf({ ...say, params: { name: "say", _meta: less } }, headers)).toBe(-32_602);
    expect(codeOf({ ...say, params: { name: "say" } }, headers)).toBe(-32_602);
  });

  test("in a revision nobody speaks here is told which are", () => {
    const future = { ...meta, "io.modelcontextprotocol/protocolVersion": "2099-01-01" };
    const read = readCall({ ...say, params: { _meta: future } }, { ...headers, "mcp-protocol-version": "2099-01-01" });
    expect(read).toMatchObject({
      status: 400,
      body: { id: 7, error: { code: -32_022, data: { supported: [modern, ...legacy], requested: "2099-01-01" } } },
    });
  });

  test("has an answer that says it is whole and who made it", () => {
    const request = readCall(say, headers);
    if (request.kind !== "request") throw new Error("It was refused.");
    const server = { name: "ruyi", version: "0" };
    expect(answerTo(request, { a: 1 }, server)).toEqual({
      ...{ jsonrpc: "2.0", id: 7 },
      result: { resultType: "complete", a: 1, _meta: { "io.modelcontextprotocol/serverInfo": server } },
    });
  });
});

test("clients of the revisions with a handshake are served without one", () => {
  const list = { jsonrpc: "2.0" as const, id: "a", method: "tools/list" };
  for (const version of [undefined, ...legacy])
    expect(readCall(list, { "mcp-protocol-version": version })).toMatchObject({ kind: "request", era: "legacy" });
  expect(codeOf(list, { "mcp-protocol-version": "2024-11-05" })).toBe(-32_022);
  const { id: _none, ...notified } = list;
  expect(codeOf(notified, {})).toBe("notification");
});

test("what is no request or notification is not read", () => {
  for (const other of [
    [say],
    { ...say, jsonrpc: "1.0" },
    { ...say, id: null },
    { jsonrpc: "2.0", id: 1, result: {} },
    { ...say, more: 1 },
    { ...say, params: [] },
  ])
    expect(Message.safeParse(other).success).toBe(false);
});
