import { randomUUID } from "node:crypto";
import type { Language } from "@ruyi/kernel";
import { type Caller, customerRoutes, type Event } from "../customer-routes.ts";
import { signedIdentity, withDemoShops } from "../identity.ts";
import { type Terminal, urlIn } from "../terminal.ts";
import { eventText } from "./event-text.ts";
import { patientLimits, talk } from "./talk.ts";

/** `ruyi chat`: exit 1 when a line stayed without an answer. */
export async function chatCommand(
  terminal: Terminal,
  { values, switches }: { readonly values: Readonly<Record<string, string>>; readonly switches: ReadonlySet<string> },
): Promise<number> {
  const url = urlIn(values);
  const { merchant = "", customer } = values;
  const caller: Caller =
    customer === undefined
      ? { visitorOf: merchant }
      : await withDemoShops(terminal, async (shopOf) => ({
          authorization: await signedIdentity(await (await shopOf(merchant)).secret(), merchant, customer),
        }));

  const routes = customerRoutes(url, { tryForMs: 10_000, pauseMs: 300 });
  const conversation = await routes.begin(caller);
  const show = switches.has("json") ? (event: Event) => terminal.out(JSON.stringify(event)) : shownToPeople(terminal);
  const unanswered = await talk({
    routes,
    conversation,
    lines: terminal.lines(),
    newMessageId: randomUUID,
    show,
    limits: patientLimits,
  });
  for (const text of unanswered) terminal.err(`No answer within 30 s: ${text}`);
  return unanswered.length === 0 ? 0 : 1;
}

function shownToPeople(terminal: Terminal): (event: Event) => void {
  let language: Language = "en";
  return (event) => {
    if (event["language"] === "zh" || event["language"] === "en") language = event["language"];
    // What somebody types stands on the screen already.
    if (terminal.isTyped && event["from"] === "customer") return;
    const { lines, isBackground } = eventText(event, language);
    for (const line of lines) terminal.out(isBackground && terminal.isColoured ? `\u001B[2m${line}\u001B[0m` : line);
  };
}
