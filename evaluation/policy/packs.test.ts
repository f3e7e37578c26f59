import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { checkProcedure, isProcedure, type Procedure, type ProcedureSource, readProcedure } from "@ruyi/sop";
import { evaluateEcommerceZh } from "../ecommerce-zh.ts";
import { readPack } from "./pack.ts";
import { type Action, readRetail, readRetailTasks, type Task } from "./retail-data.ts";
import { createRetailShop } from "./retail-shop.ts";
import { evaluateRetail } from "../retail.ts";

const bench = process.env["RUYI_BENCH_DATA"] ?? "../shared/data";
const tau = join(bench, "tau-bench-retail");
const ecom = join(bench, "zh-ecom-bench");
const missing = (folder: string): string =>
  `The tasks are not at "${folder}"; set RUYI_BENCH_DATA to the folder that holds it.`;

const folder = mkdtempSync(join(tmpdir(), "ruyi-packs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const written = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
};

describe.each(["retail", "ecommerce-zh"] as const)("the procedures of the %s policy", (name) => {
  const place = join(import.meta.dirname, "..", "packs", name);
  const sources = readdirSync(place).map((file): ProcedureSource => {
    const read = readProcedure(readFileSync(join(place, file), "utf8"));
    if (!isProcedure(read)) throw new Error(`${file}: ${JSON.stringify(read)}`);
    return read;
  });

  test("stand every static check", () => {
    const parts = new Map(sources.map((source) => [source.id, source]));
    expect(sources.length).toBeGreaterThan(15);
    const found = sources.flatMap((source) =>
      checkProcedure(source, parts).map(({ rule, at, message }) => `${source.id} ${at}: ${rule}: ${message}`),
    );
    expect(found).toEqual([]);
  });

  test("have a sentence for every reason a verdict can give", () => {
    const codes = (text: string | undefined): string[] =>
      [...(text ?? "").matchAll(/"([^"]+)"/g)].map(([, code = ""]) => code);
    const worded = codes(sources.find(({ id }) => id === "refuse")?.tables["refusal"]?.inputs[0]?.allowed);
    const given = sources.flatMap(({ tables, steps }) => {
      const table = tables["verdict"];
      if (!table) return [];
      const ways = Object.values(steps).flatMap((step) =>
        step.kind === "decide" && step.table === "verdict" ? Object.keys(step.next) : [],
      );
      // What has a way of its own is no refusal.
      return codes(table.outputs[0]?.allowed).filter((code) => !ways.includes(code));
    });
    expect(new Set(given)).toEqual(new Set(worded));
  });

  test("do nothing without the customer's own yes", () => {
    const unasked = sources.flatMap(({ id, steps }) =>
      Object.entries(steps).flatMap(([step, each]) =>
        each.kind === "act" && each.confirm.kind === "not-needed" ? [`${id}/${step}`] : [],
      ),
    );
    expect(unasked).toEqual([]);
  });
});

// --- A shop of four orders, so that the packs are tried where no public data is

const address = { address1: "1 Mill Lane", address2: "", city: "Leeds", state: "CA", country: "USA", zip: "94016" };
const variant = (id: string, price: number, available = true) => ({
  item_id: id,
  options: { size: id },
  available,
  price,
});
const item = (id: string, price: number) => ({
  name: "Mug",
  product_id: "mug",
  item_id: id,
  price,
  options: { size: id },
});
const order = (id: string, user: string, status: string, items: readonly object[], method = "gift_card_1") => ({
  order_id: id,
  user_id: user,
  address,
  items,
  status,
  payment_history: [{ transaction_type: "payment", amount: 20.1, payment_method_id: method }],
});
const user = (first: string, cards: Readonly<Record<string, object>>, orders: readonly string[]) => ({
  name: { first_name: first, last_name: "Grant" },
  address,
  email: `${first.toLowerCase()}@example.com`,
  payment_methods: cards,
  orders,
});
const small = (() => {
  const db = join(folder, ".");
  written("products.json", {
    mug: {
      name: "Mug",
      product_id: "mug",
      variants: { m1: variant("m1", 10.05), m2: variant("m2", 10.2), m3: variant("m3", 9, false) },
    },
    cup: { name: "Cup", product_id: "cup", variants: { c1: variant("c1", 3) } },
  });
  written("orders.json", {
    "#W1": order("#W1", "lin", "pending", [item("m1", 10.05), item("m1", 10.05)]),
    "#W2": order("#W2", "lin", "delivered", [item("m1", 10.05), item("m1", 10.05)]),
    "#W3": order("#W3", "kai", "pending", [item("m1", 10.05)], "credit_card_9"),
    "#W4": order("#W4", "lin", "pending", [item("m1", 10.05), item("m1", 10.05)]),
  });
  const gift = { id: "gift_card_1", source: "gift_card", balance: 0.2 };
  const paypal = { id: "paypal_2", source: "paypal" };
  const card = { id: "credit_card_9", source: "credit_card" };
  written("users.json", {
    lin: user("Lin", { gift_card_1: gift, paypal_2: paypal }, ["#W1", "#W2", "#W4"]),
    kai: user("Kai", { credit_card_9: card }, ["#W3"]),
  });
  return db;
})();

function tried(actions: readonly Action[], userId = "lin") {
  const task: Omit<Task, "userId" | "id"> & { readonly user_id: string } = { user_id: userId, actions };
  const { report, answers } = evaluateRetail({ db: small, tasksFile: written("tasks.json", [task]), variants: 0 });
  const refused = answers[0]?.refused.map(({ index, reasons }) => `${index}: ${reasons.join()}`);
  return { report, refused, changed: answers[0]?.changed, clause: answers[0]?.refused[0]?.clause };
}
const swap = (
  order_id: string,
  items: readonly string[],
  wanted: readonly string[],
  payment_method_id = "gift_card_1",
): Action => ({
  name: order_id === "#W2" ? "exchange_delivered_order_items" : "modify_pending_order_items",
  kwargs: { order_id, item_ids: items, new_item_ids: wanted, payment_method_id },
});

describe("the retail procedures, in a small shop", () => {
  test("change several items of an order at once, to the cent, and the order no more after that", () => {
    const { changed, refused, report } = tried([
      swap("#W1", ["m1"], ["m2"]),
      { name: "cancel_pending_order", kwargs: { order_id: "#W1", reason: "no longer needed" } },
    ]);
    expect(refused).toEqual(["1: items-changed-before"]);
    expect(changed?.["orders"]?.["#W1"]).toMatchObject({
      status: "pending (item modified)",
      items: [{ item_id: "m2", price: 10.2 }, { item_id: "m1" }],
      payment_history: [{}, { transaction_type: "payment", amount: 0.15, payment_method_id: "gift_card_1" }],
    });
    expect(changed?.["users"]?.["lin"]).toMatchObject({ payment_methods: { gift_card_1: { balance: 0.05 } } });
    expect(report).toMatchObject({ equal: 1, passHat4: 1, completed: 0, refused: 1 });
  });

  test("pay a cancelled order back to the gift card it was paid with, once however often the shop's answer is lost", () => {
    const { changed, report } = tried([
      { name: "cancel_pending_order", kwargs: { order_id: "#W1", reason: "ordered by mistake" } },
    ]);
    expect(changed?.["users"]?.["lin"]).toMatchObject({ payment_methods: { gift_card_1: { balance: 20.3 } } });
    expect(report).toMatchObject({ completed: 1, equal: 1, passHat4: 1 });
  });

  test("refund what an order holds by its latest payment, whatever was paid before", () => {
    const { changed, refused } = tried([
      { name: "modify_pending_order_payment", kwargs: { order_id: "#W1", payment_method_id: "paypal_2" } },
      { name: "modify_pending_order_payment", kwargs: { order_id: "#W1", payment_method_id: "gift_card_1" } },
      { name: "cancel_pending_order", kwargs: { order_id: "#W1", reason: "no longer needed" } },
    ]);
    expect(refused).toEqual(["1: payment-changed-before"]);
    const paid = changed?.["orders"]?.["#W1"] as { payment_history: object[] } | undefined;
    const history = paid?.payment_history ?? [];
    expect(history.at(-1)).toEqual({ transaction_type: "refund", amount: 20.1, payment_method_id: "paypal_2" });
    expect(history).toHaveLength(4);
  });

  test.each([
    ["more of an item than there is", [swap("#W2", ["m1", "m1", "m1"], ["m2", "m2", "m2"])], "0: not-in-order"],
    ["an option that is sold out", [swap("#W2", ["m1"], ["m3"])], "0: unavailable"],
    ["another product", [swap("#W2", ["m1"], ["c1"])], "0: other-product"],
    ["the same again", [swap("#W2", ["m1"], ["m1"])], "0: same-option"],
    ["two for one", [swap("#W2", ["m1"], ["m2", "m2"])], "0: unpaired"],
    ["a difference the gift card does not hold", [swap("#W2", ["m1", "m1"], ["m2", "m2"])], "0: gift-card-too-small"],
    ["another customer's order", [swap("#W3", ["m1"], ["m2"])], "0: not-yours"],
    ["an order nobody has", [swap("#W9", ["m1"], ["m2"])], "0: unknown-order"],
    ["an action without what it needs", [{ name: "cancel_pending_order", kwargs: { order_id: "#W1" } }], "0: not-said"],
    ["an action without an order", [{ name: "cancel_pending_order", kwargs: {} }], "0: not-said"],
  ] as const)("refuse %s, and change nothing", (_what, actions, expected) => {
    const { refused, changed, report } = tried(actions);
    expect(refused).toEqual([expected]);
    expect(changed).toEqual({ orders: {}, users: {} });
    expect(report.passHat4).toBe(1);
  });

  test("name the clause in words", () => {
    expect(tried([swap("#W2", ["m1"], ["m1"])]).clause).toMatch(/option the order already has/);
  });

  test("exchange two alike for two alike when another way pays", () => {
    const { changed, refused } = tried([swap("#W2", ["m1", "m1"], ["m2", "m2"], "paypal_2")]);
    expect(refused).toEqual([]);
    expect(changed?.["orders"]?.["#W2"]).toMatchObject({
      exchange_items: ["m1", "m1"],
      exchange_price_difference: 0.3,
    });
  });

  test("answer what only reads, and hand over who asks for a person", () => {
    const { refused, changed } = tried([
      { name: "find_user_id_by_email", kwargs: { email: "lin@example.com" } },
      { name: "find_user_id_by_name_zip", kwargs: { first_name: "Lin", last_name: "Grant", zip: "94016" } },
      { name: "get_user_details", kwargs: { user_id: "lin" } },
      { name: "get_order_details", kwargs: { order_id: "#W1" } },
      { name: "get_product_details", kwargs: { product_id: "mug" } },
      { name: "list_all_product_types", kwargs: {} },
      { name: "calculate", kwargs: { expression: "1 + 1" } },
      { name: "think", kwargs: { thought: "a mug" } },
      { name: "transfer_to_human_agents", kwargs: { summary: "a mug" } },
    ]);
    expect(refused).toEqual([]);
    expect(changed).toEqual({ orders: {}, users: {} });
  });

  test("answer that there is none to who asks for what is not there, and refuse what is another's", () => {
    const { refused, changed } = tried([
      { name: "find_user_id_by_email", kwargs: { email: "nobody@example.com" } },
      { name: "get_order_details", kwargs: { order_id: "#W9" } },
      { name: "get_product_details", kwargs: { product_id: "m1" } },
      { name: "get_order_details", kwargs: { order_id: "#W3" } },
      { name: "find_user_id_by_email", kwargs: { email: "kai@example.com" } },
      { name: "get_user_details", kwargs: { user_id: "kai" } },
    ]);
    expect(refused).toEqual(["3: not-yours", "4: one-customer", "5: not-yours"]);
    expect(changed).toEqual({ orders: {}, users: {} });
  });

  test("keep an address without a second line, of an order and of the account", () => {
    const elsewhere = { ...address, address1: "2 Mill Lane" };
    const { changed, refused } = tried([
      { name: "modify_pending_order_address", kwargs: { order_id: "#W1", ...elsewhere } },
      { name: "modify_user_address", kwargs: { user_id: "lin", ...elsewhere } },
    ]);
    expect(refused).toEqual([]);
    expect(changed?.["orders"]?.["#W1"]).toMatchObject({ address: elsewhere });
    expect(changed?.["users"]?.["lin"]).toMatchObject({ address: elsewhere });
  });

  test("do nothing for somebody the shop does not know", () => {
    expect(tried([swap("#W1", ["m1"], ["m2"])], "nobody").refused).toEqual(["0: not-identified"]);
  });

  test("are performed by a shop that does the same key once, whatever comes with it", () => {
    const { shop, changed } = createRetailShop(readRetail(small));
    const input = { orderId: "#W1", reason: "no longer needed", method: "gift_card_1", amount: 2_010, atOnce: true };
    shop.perform("key", "cancelOrder", input);
    const once = JSON.stringify(changed());
    expect(shop.perform("key", "cancelOrder", { ...input, amount: 9_999 })).toEqual({ state: "done" });
    expect(JSON.stringify(changed())).toBe(once);
  });
});

// --- Public tasks

describe("the retail procedures, on public tasks", () => {
  test("come to the reference's end states, always the same, and refuse only what the policy does not allow", (context) => {
    context.skip(!existsSync(tau), missing(tau));
    const all = join(tau, "tasks_train.json");
    const chosen = readRetailTasks(all).filter((_, index) => index % 10 === 5);
    const tasksFile = written(
      "chosen.json",
      chosen.map(({ id, userId, actions }) => ({ id, user_id: userId, actions })),
    );
    const { report } = evaluateRetail({ db: join(tau, "db"), tasksFile, variants: 0 });
    expect(report).toMatchObject({ tasks: chosen.length, equalWithinPolicy: chosen.length, passHat4: 1 });
    // Judged by the scorer, which knows the tools and not the procedures.
    expect(report).toMatchObject({ refusedThoughAllowed: 0, carriedOutThoughNot: 0 });
    expect(report.refused).toBeGreaterThan(3);
  }, 120_000);

  test("refuse every variant against the policy, for the reason it breaks, and change nothing", (context) => {
    context.skip(!existsSync(tau), missing(tau));
    const tasksFile = join(tau, "tasks_train.json");
    const some = readRetailTasks(tasksFile).slice(0, 40);
    const file = written(
      "some.json",
      some.map(({ id, userId, actions }) => ({ id, user_id: userId, actions })),
    );
    const { report } = evaluateRetail({ db: join(tau, "db"), tasksFile: file, variants: 155, seed: 7 });
    expect(report).toMatchObject({ variants: 155, variantsRefused: 155, wrongReason: 0, variantsThatChanged: 0 });
    expect(Object.keys(report.variantsByKind).length).toBeGreaterThan(25);
    // The same would have come through where only the tools look.
    expect(report.letThroughByBareTools).toBeGreaterThan(30);
  }, 120_000);
});

describe("the Chinese shop's procedures, on public tasks", () => {
  test("come to the reference's end states but where the reference breaks the policy, and refuse every variant", (context) => {
    context.skip(!existsSync(ecom), missing(ecom));
    const { report } = evaluateEcommerceZh({
      db: join(ecom, "db"),
      tasksFile: join(ecom, "tasks_public.json"),
      variants: 200,
    });
    expect(report).toMatchObject({ tasks: 32, equalWithinPolicy: 32, passHat4: 1 });
    expect(report).toMatchObject({ refusedThoughAllowed: 0, carriedOutThoughNot: 0 });
    expect(report.breaches).toEqual([
      // An E-card charged for what was not ordered; a return before it came, and its refund.
      "24[3] manage_ecard: not-in-order",
      "37[0] manage_return: not-received",
      "37[1] manage_ecard: nothing-due",
    ]);
    expect(report).toMatchObject({ variants: 200, variantsRefused: 200, wrongReason: 0, variantsThatChanged: 0 });
  }, 120_000);
});

/** Every phrase of a pack is said somewhere, so that none is left over from a rule that went. */
test.each(["retail", "ecommerce-zh"] as const)("the %s pack holds no phrase that nobody says", (name) => {
  const unsaid = [...readPack(name).values()].flatMap(({ id, phrases, steps }: Procedure) => {
    const text = JSON.stringify(steps);
    return Object.keys(phrases).flatMap((phrase) => (text.includes(`"phrase":"${phrase}"`) ? [] : [`${id}/${phrase}`]));
  });
  expect(unsaid).toEqual([]);
});
