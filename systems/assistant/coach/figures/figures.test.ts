import { describe, expect, test } from "vitest";
import { changeOf, confusionOf, understoodIn } from "./figures.ts";

describe("figures of understanding", () => {
  test("count messages that bring up a matter, and not the choices that answer them", () => {
    const understood = understoodIn([
      { coming: "begun", procedure: "exchange", count: 80 },
      { coming: "offered", procedure: "", count: 12 },
      { coming: "lost", procedure: "", count: 5 },
      { coming: "person", procedure: "", count: 3 },
      { coming: "chosen", procedure: "exchange", count: 9 },
      { coming: "declined", procedure: "", count: 1 },
    ]);
    expect(understood.messages).toBe(100);
    expect(understood.begun).toMatchObject({ count: 80, of: 100 });
    expect(understood.chosen).toMatchObject({ count: 9, of: 10 });
  });

  test("say nothing of a time in which nobody asked", () => {
    const none = understoodIn([]);
    expect(none.begun).toBeUndefined();
    expect(changeOf(none, none)).toBeUndefined();
  });

  test("tell a message that was asked about from one that was taken for another", () => {
    expect(
      confusionOf([
        { known: "exchange", outcome: "exchange" },
        { known: "exchange", outcome: "unsure" },
        { known: "exchange", outcome: "none" },
        { known: "exchange", outcome: "cancel-order" },
        { known: "none", outcome: "cancel-order" },
      ]),
    ).toMatchObject([
      { known: "exchange", asked: 2, right: { count: 1, of: 4 }, takenFor: [{ as: "cancel-order", count: 1 }] },
      { known: "none", asked: 0, takenFor: [{ as: "cancel-order", count: 1 }] },
    ]);
  });
});
