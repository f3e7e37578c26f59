import * as fc from "fast-check";

/** Any string, with the ones that break careless code: emoji, NUL, right-to-left, lone surrogates, huge runs. */
export const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.string({ maxLength: 200 }),
  fc.constantFrom(
    "",
    "\u0000",
    "👍🏽👨‍👩‍👧",
    "\u202e退货\u202c",
    "\ud800",
    "ﬁﬀ①Ⅷ",
    "İ",
    "ẞ",
    "ﷺ",
    "퟿",
    "ก็็็็",
    "？".repeat(50),
    "a".repeat(300),
  ),
  fc
    .array(
      fc.constantFrom(
        "退",
        "货",
        "取消",
        "订单",
        "11月3日",
        "¥699.00",
        "order",
        "ending",
        "3021",
        "last",
        "Friday",
        " ",
        "，",
        "?",
        "1",
        "路",
        "号",
        "yes",
        "不",
        "\n",
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join("")),
);

/** A million characters that invite a pattern to look at everything again from everywhere. */
export const hugeTexts: readonly string[] = [
  "a".repeat(1_000_000),
  "1".repeat(1_000_000),
  "1 ".repeat(500_000),
  "退".repeat(1_000_000),
  "改到".repeat(500_000),
  "12 Mill Lane, ".repeat(70_000),
  "第一个 order ending ".repeat(50_000),
  "a@a.".repeat(250_000),
  "\u0000\u202e😀".repeat(250_000),
  "talk to a a a a ".repeat(60_000),
];
