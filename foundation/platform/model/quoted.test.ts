import { expect, test } from "vitest";
import { z } from "zod";
import { extractQuoted } from "./quoted.ts";
import { createScriptedModel } from "./scripted.ts";

const Form = z.strictObject({
  orderNumber: z.string().max(40).optional(),
  address: z.string().max(200).optional(),
  amount: z.string().max(20).optional(),
});
const said = "订单 YS-2611 改到杭州市西湖区文三路90号，谢谢";
const read = (filledIn: unknown) =>
  extractQuoted(
    createScriptedModel(() => filledIn),
    Form,
    said,
  );

test("what the customer wrote is taken, however it is spaced", async () => {
  expect(await read({ orderNumber: "YS-2611", address: "杭州市西湖区 文三路90号" })).toEqual({
    kind: "extracted",
    value: { orderNumber: "YS-2611", address: "杭州市西湖区 文三路90号" },
  });
});

test("a value that the customer never wrote is dropped, and the others stay", async () => {
  expect(await read({ orderNumber: "YS-9999", address: "杭州市西湖区文三路90号", amount: "9999" })).toEqual({
    kind: "extracted",
    value: { address: "杭州市西湖区文三路90号" },
  });
});

test("nothing is made of marks alone, of another form, or of a model that throws", async () => {
  expect(await read({ address: "，。" })).toEqual({ kind: "extracted", value: {} });
  expect(await read({ refund: true })).toEqual({ kind: "none", reason: "malformed" });
  const broken = {
    complete: () => Promise.reject(new Error("bug")),
    extract: () => Promise.reject(new Error("bug")),
  };
  expect(await extractQuoted(broken, Form, said)).toEqual({ kind: "none", reason: "down" });
});
