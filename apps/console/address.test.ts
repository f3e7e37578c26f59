import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Address, pathTo, readAddress } from "./address.ts";

const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.isWellFormed() && text.trim() !== "");
const inbox = fc.record({
  page: fc.constant("inbox" as const),
  merchant: word,
  view: fc.constantFrom("queue" as const, "all" as const),
  conversation: fc.option(word, { nil: undefined }),
  side: fc.constantFrom("talk" as const, "run" as const),
});

describe("an address of the console", () => {
  test("reads back as what it was made from, whatever a shop is called", () => {
    fc.assert(
      fc.property(inbox, (address: Address) => {
        expect(readAddress(pathTo(address))).toEqual(address);
      }),
    );
  });

  test("opens the queue where it says nothing else", () => {
    expect(readAddress("/console")).toMatchObject({ page: "inbox", merchant: undefined, view: "queue" });
    expect(readAddress("/console/yunshang/%E0%A4%A")).toMatchObject({ merchant: "yunshang", view: "queue" });
  });

  test("leads from the door back to where one wanted to go, and nowhere else", () => {
    const back = { page: "sign-in", next: "/console/yunshang/all?side=run" } as const;
    expect(readAddress(pathTo(back))).toEqual(back);
    for (const next of ["//evil.example/console", "https://evil.example", "/consoles", "/shop/yunshang"]) {
      expect(readAddress(`/sign-in?${new URLSearchParams({ next })}`)).toEqual({ page: "sign-in", next: undefined });
    }
  });
});
