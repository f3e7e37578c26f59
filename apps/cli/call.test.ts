import { describe, expect, test } from "vitest";
import { readCall } from "./call.ts";
import { commands } from "./commands.ts";

const read = (line: string) => readCall(line.split(" ").filter(Boolean), commands);

describe("readCall", () => {
  test("reads flags, switches and operands, wherever they stand", () => {
    expect(read("procedure check --json a.yaml b.dmn")).toEqual({
      kind: "run",
      command: "procedure check",
      values: {},
      switches: new Set(["json"]),
      operands: ["a.yaml", "b.dmn"],
    });
    expect(read("load --url=http://a --seconds 5")).toMatchObject({ values: { url: "http://a", seconds: "5" } });
  });

  test("explains everything, and each command", () => {
    for (const line of ["", "--help", "-h", "help"]) expect(read(line)).toMatchObject({ kind: "help" });
    for (const { name, flags } of commands) {
      const help = read(`${name} --help`);
      expect(help).toMatchObject({ kind: "help" });
      for (const flag of flags) expect(help).toMatchObject({ text: expect.stringContaining(`--${flag.name}`) });
    }
    expect(read("procedure --help")).toMatchObject({
      kind: "help",
      text: expect.stringContaining("ruyi procedure run"),
    });
  });

  test("names the command that was probably meant", () => {
    expect(read("chta")).toMatchObject({ kind: "wrong", message: expect.stringContaining('did you mean "chat"?') });
    expect(read("procedure chek x.yaml")).toMatchObject({ message: expect.stringContaining('"procedure check"') });
    expect(read("frobnicate")).toMatchObject({ message: expect.not.stringContaining("did you mean") });
  });

  test("names the flag that was probably meant", () => {
    expect(read("chat --url u --merhcant m")).toMatchObject({
      message: expect.stringContaining("did you mean --merchant?"),
    });
  });

  test.each([
    ["chat --merchant m", "--url URL is missing"],
    ["chat --merchant m --url", "--url needs a value"],
    ["chat --merchant m --url= --json", "--url needs a value"],
    ["chat --merchant m --url u --url v", "given twice"],
    ["demo --json=yes", "--json takes no value"],
    ["demo -j", "has no -j"],
    ["procedure check", "FILE… is missing"],
    ["procedure run a.yaml b.yaml --script s", '"b.yaml" is one word too many'],
    ["procedure", "not a whole command"],
  ])("refuses %s", (line, why) => {
    expect(read(line)).toMatchObject({ kind: "wrong", message: expect.stringContaining(why) });
  });
});
