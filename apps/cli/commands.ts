import type { Command, Flag } from "./call.ts";

const json: Flag = { name: "json", about: "print JSON" };
const url: Flag = { name: "url", value: "URL", about: "where Ruyi answers, as http://127.0.0.1:4000", required: true };
const merchantFlag: Flag = { name: "merchant", value: "SLUG", about: "whose customers", required: true };
const atMerchant: readonly Flag[] = [url, merchantFlag];
const lesson: Pick<Command, "operands" | "flags" | "more"> = {
  operands: { text: "TEXT…", atLeast: 0, atMost: 60 },
  flags: [
    ...atMerchant,
    { name: "means", value: "PROCEDURE", about: 'what it means, or "none" for nothing of ours', required: true },
    { name: "group", value: "ID", about: "a group of what was not understood; TEXT… are words of your own" },
    { name: "reason", value: "REASON", about: "go live although the rehearsal speaks against it; it is audited" },
    json,
  ],
  more: "RUYI_KEY is an API key with knowledge.write. Exit 1 when known messages would be read worse.",
};
const answers: Flag = {
  name: "answers",
  value: "FILE",
  about: "write the answer to each case here, one JSON line each",
};
const modelFlag: Flag = {
  name: "model",
  value: "MANNER",
  about: "with a language model at hand that is hostile, slow, down or malformed (none)",
};
const policyFlags: readonly Flag[] = [
  { name: "db", value: "FOLDER", about: "the benchmark's database", required: true },
  { name: "policy-tasks", value: "FILE", about: "its tasks with their reference actions", required: true },
  { name: "variants", value: "N", about: "how many variants against the policy to try" },
  { name: "seed", value: "S", about: "which variants, and how machines and customers take their time (1)" },
  answers,
  json,
];

const scriptHelp = `
The script is JSON:
  { "language": "zh", "zone": "Asia/Shanghai", "at": "2026-11-24T02:00:00Z",
    "customer": "mei", "facts": { "said": "..." }, "moves": [ ... ] }
All but "moves" may be left out; "customer": null is a visitor; "facts" are known before it begins. A move is one of
  { "move": "answer", "fact": "pick", "value": "..." }   an answer to what is asked
  { "move": "confirm" }   { "move": "decline" }   { "move": "stop" }
  { "lookedUp": { "order": { ... } } }         what a look-up found; null for a fact nobody knows
  { "acted": { "state": "done", "facts": { ... } } }     also "refused" with "reasons": [...], or "unknown"
  { "signalled": { "fact": ... } }             what is waited for has come
  { "wake": "PT30M" }                          so much time passes, and a wait that is due ends
A person's move may name "by": "customer", "assistant" or "agent", and for an agent "authority": "R1" to "R3".
"after": "PT5M" lets time pass before any move. A move that is not open ends the play with exit 1 and what is open.
Parts that the procedure calls are read from the folder of FILE, else from those that come with Ruyi.
Samples: systems/sop/library/scripts/`;

/** Everything `ruyi` can do. */
export const commands: readonly Command[] = [
  {
    name: "start",
    about: "prepare the data folder and the database, and serve",
    flags: [],
    more: "Settings come from the environment: PORT, HOST, RUYI_HOME, RUYI_DEMO, DATABASE_URL, LLM_BASE_URL and more.",
  },
  { name: "migrate", about: "bring the database up to date, and stop", flags: [json] },
  { name: "seed", about: "load the demo market into the system", flags: [json] },
  { name: "demo", about: "show the demo market: shops, customers, orders, identity secrets", flags: [json] },
  {
    name: "chat",
    about: "talk as a customer: each line of standard input is a message",
    flags: [
      url,
      { name: "merchant", value: "SLUG", about: "the shop to talk to", required: true },
      { name: "customer", value: "ID", about: "the shop's customer id; a visitor without it" },
      { name: "json", about: "print one event a line, as the server gave it" },
    ],
    more: `
For the demo market the identity secret is found in the system of RUYI_HOME or DATABASE_URL. Ends when input has ended
and the last message is answered; exit 1 when an answer did not come within 30 s.
  echo 我的快递到哪了 | ruyi chat --url http://127.0.0.1:4000 --merchant yunshang --customer mei`,
  },
  {
    name: "load",
    about: "simulated customers talk, and every log is read back and counted",
    flags: [
      url,
      { name: "seconds", value: "S", about: "for how long", required: true },
      { name: "rate", value: "R", about: "turns to begin a second, ready or not; without it as fast as answers come" },
      { name: "conversations", value: "C", about: "how many at once (300)" },
      { name: "seed", value: "N", about: "what the customers choose (1)" },
      json,
    ],
    more: `
A turn is a customer message durably stored and its answer durably stored and delivered. Reports turnsPerSecond, p50Ms,
p99Ms, acknowledged, stored, lost, duplicated; exit 1 when anything was lost or stored twice. Needs the demo market of
RUYI_HOME or DATABASE_URL, whose customers it plays; one read-back in ten is confirmed, so orders change and money moves.`,
  },
  {
    name: "understanding status",
    about: "how well a merchant's customers were understood, and what reads them",
    flags: [...atMerchant, { name: "days", value: "7|28", about: "of the last days (28)" }, json],
    more: "RUYI_KEY is an API key of the merchant with report.read.",
  },
  {
    name: "understanding groups",
    about: "what customers asked and was not understood, the most asked first",
    flags: [...atMerchant, { name: "state", value: "STATE", about: "open, taught or aside (open)" }, json],
    more: "RUYI_KEY is an API key of the merchant with report.read.",
  },
  { name: "understanding teach", about: "say what messages mean: rehearsed, and live unless it does harm", ...lesson },
  { name: "understanding rehearse", about: "the same, only rehearsed: nothing is written", ...lesson },
  {
    name: "understanding back",
    about: "go back to a version of how a merchant is read; 0 is the library alone",
    flags: [...atMerchant, { name: "version", value: "N", about: "the version", required: true }, json],
    more: "RUYI_KEY is an API key of the merchant with knowledge.write.",
  },
  {
    name: "understanding gate",
    about: "whether a merchant's own words may go out: rehearsed at the server, and played with simulated customers",
    flags: [
      ...atMerchant,
      { name: "examples", value: "FILE", about: 'own words to add, a JSON line each: {"text", "means"}' },
      { name: "cases", value: "N", about: "simulated customers, before and after; 0 for none (60)" },
      json,
    ],
    more: `
Relearns what is live with FILE beside it by this release's library, and holds it against what is live: on the merchant's
kept messages and the library at the server, and on simulated customers of the demo market here. Without FILE the
customers compare what is live with the library alone. Writes nothing. RUYI_KEY is an API key with report.read and
knowledge.write. Exit 0 not worse, 1 worse, or no answer, 2 the call was wrong.
  RUYI_KEY=… ruyi understanding gate --url https://service.example.com --merchant yunshang --examples words.jsonl`,
  },
  {
    name: "procedure check",
    about: "check procedures (.yaml) and decision tables (.dmn) without running them",
    operands: { text: "FILE…", atLeast: 1, atMost: 10_000 },
    flags: [{ name: "scripts", value: "FOLDER", about: "write a script here for each finding a case can show" }, json],
    more: "Each finding has rule, at, message and witness. Exit 1 when there are any, 2 when a file cannot be read.",
  },
  {
    name: "procedure run",
    about: "play given moves on a procedure and print the run's log",
    operands: { text: "FILE", atLeast: 1, atMost: 1 },
    flags: [{ name: "script", value: "SCRIPT.json", about: "the moves", required: true }, json],
    more: scriptHelp,
  },
  {
    name: "procedure export",
    about: "write a procedure with its parts for other tools",
    operands: { text: "FILE", atLeast: 1, atMost: 1 },
    flags: [
      { name: "bpmn", about: "as BPMN 2.0 XML with diagrams, to be drawn and not to be run" },
      { name: "language", value: "zh|en", about: "whose words name things (en)" },
    ],
    more: "FILE is a procedure (.yaml), or the id of one that comes with Ruyi. Writes to standard output.",
  },
  {
    name: "evaluate intents",
    about: "train on one file, recognise another, and report how well",
    flags: [
      { name: "train", value: "FILE", about: ".csv, .tsv, .jsonl or .json", required: true },
      { name: "test", value: "FILE", about: "the cases to recognise", required: true },
      { name: "dev", value: "FILE", about: "cases to tune on" },
      { name: "text", value: "COLUMN", about: "the column or key with the words", required: true },
      { name: "label", value: "COLUMN", about: "the column or key with the intent", required: true },
      { name: "out-of-scope", value: "LABEL", about: "the label of cases that belong to no intent" },
      answers,
      json,
    ],
  },
  {
    name: "evaluate retrieval",
    about: "search documents for queries whose answers are known, and report how well",
    flags: [
      { name: "documents", value: "FILE", about: 'rows of "id", "text" or "question", and "answers"', required: true },
      {
        name: "queries",
        value: "FILE",
        about: 'rows of "query" and "relevant_id", or a list "relevant"',
        required: true,
      },
      answers,
      json,
    ],
  },
  {
    name: "evaluate decisions",
    about: "run a DMN conformance suite",
    operands: { text: "FOLDER", atLeast: 1, atMost: 1 },
    flags: [answers, json],
  },
  {
    name: "evaluate checks",
    about: "seed defects of every kind into sound procedures, and count what the static check finds",
    flags: [
      { name: "procedures", value: "N", about: "how many (50)" },
      { name: "seed", value: "S", about: "which procedures, and where each is broken (1)" },
      answers,
      json,
    ],
  },
  {
    name: "evaluate retail",
    about: "offer a retail benchmark's actions, and some against its policy, to procedures made of that policy",
    flags: policyFlags,
  },
  {
    name: "evaluate ecommerce-zh",
    about: "the same for a Chinese shop",
    flags: policyFlags,
  },
  {
    name: "evaluate ledger",
    about: "send a storm of crashed, doubled and concurrent refunds through the ledger and audit it",
    flags: [
      { name: "operations", value: "N", about: "how many (100000)" },
      { name: "seed", value: "S", about: "which storm (1)" },
      json,
    ],
  },
  {
    name: "evaluate ports",
    about: "play the same cases through assistant, desk and outside AI, and compare what stands in the logs",
    flags: [
      { name: "cases", value: "N", about: "how many (1000)" },
      { name: "seed", value: "S", about: "which cases (1)" },
      answers,
      json,
    ],
  },
  {
    name: "evaluate service",
    about: "let simulated customers talk to the assistant, and judge by the logs and the shop what became of it",
    flags: [
      { name: "cases", value: "N", about: "how many (1000)" },
      { name: "trials", value: "K", about: "how often each, in other words and with other mishaps (4)" },
      { name: "seed", value: "S", about: "which cases (1)" },
      {
        name: "split",
        value: "HALF",
        about: "which half of the wordings: dev to look into, test for the figure (test)",
      },
      modelFlag,
      answers,
      json,
    ],
  },
  {
    name: "evaluate first-words",
    about: "say our own sets' messages at a demo shop, and count what the first answer to each is",
    flags: [
      { name: "split", value: "PART", about: "which part: dev to look into, test for the figure (dev)" },
      answers,
      json,
    ],
  },
  {
    name: "evaluate red-team",
    about: "try in two languages to get what is nobody's to give, and judge by the books, the shop and the log",
    flags: [
      { name: "count", value: "N", about: "how many of the attacks (all)" },
      { name: "seed", value: "S", about: "in which order, by whom (1)" },
      modelFlag,
      answers,
      json,
    ],
  },
  {
    name: "evaluate crashes",
    about: "let servers die around acts and waits, and hold the shop's own record against the runs'",
    flags: [
      { name: "kills", value: "N", about: "how many (10000)" },
      { name: "seed", value: "S", about: "which deaths (1)" },
      json,
    ],
  },
  {
    name: "evaluate replay",
    about: "replay stored runs from their logs, and compare state, effects and outcome to the letter",
    flags: [{ name: "runs", value: "N", about: "how many (10000)" }, json],
  },
  {
    name: "evaluate waits",
    about: "store waits, let ninety days pass with clocks that jump, and count how each ended",
    flags: [
      { name: "waits", value: "N", about: "how many (1000000)" },
      { name: "seed", value: "S", about: "which waits (1)" },
      json,
    ],
  },
];
