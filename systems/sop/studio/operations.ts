import type { z } from "zod";
import type { Bilingual, MerchantId } from "@ruyi/kernel";
import type { StudioReading, StudioTexts } from "../contract.ts";
import type { ProcedureFinding } from "../finding.ts";
import type { Library } from "../library.ts";
import { isProcedure, type ProcedureSource, readProcedure } from "../procedure-file.ts";
import { changesBetween } from "../reading/changes.ts";
import { portray } from "../reading/portrait.ts";
import { scriptFor } from "../replay.ts";
import type { Releases } from "../release/operations.ts";
import type { Changes, Content } from "../release/release.ts";
import { caseWords, findingWords } from "./finding-words.ts";
import { tellPlay, type ToldLine } from "./play-told.ts";
import { lineOf, withChanges } from "./text.ts";

export type StudioDeps = { readonly library: Library; readonly releases: Releases };
export type Studio = ReturnType<typeof createStudio>;

/** What a text is taken from: the draft, what is in force, or an earlier release by its number. */
export type TextOf = "draft" | "in-force" | number;

/** Where an author works: whole texts of a procedure and its parts, read and checked as they are written. */
export function createStudio({ library, releases }: StudioDeps) {
  /** The texts with a merchant's own content on top: the procedure, and what it calls. Empty where there is none. */
  async function textsWith(merchantId: MerchantId, id: string, own: Content | undefined) {
    const texts = new Map<string, string>();
    const sources = new Map<string, ProcedureSource>();
    const put = (name: string, text: string): void => {
      const read = readProcedure(text);
      texts.set(name, text);
      if (isProcedure(read)) sources.set(name, read);
    };
    const take = (name: string): void => {
      const text = library.texts.get(name);
      if (text === undefined || texts.has(name)) return;
      put(name, text);
      for (const part of calledBy(sources.get(name))) take(part);
    };
    const apply = (content: Content): void => {
      if (content.kind === "text") {
        for (const [name, text] of Object.entries({ [id]: content.text, ...content.parts })) put(name, text);
        for (const part of calledBy(sources.get(id))) take(part);
      } else {
        for (const [name, changes] of Object.entries(content.changes)) changed(name, changes);
      }
    };
    const changed = (name: string, changes: Changes): void => {
      const text = texts.get(name);
      if (text !== undefined) put(name, withChanges(text, changes));
    };
    take(id);
    const above = await releases.contentsAbove(merchantId, id);
    for (const content of above) apply(content);
    const standsAbove = texts.has(id);
    if (own) apply(own);
    return { texts, sources, standsAbove };
  }

  return {
    /** Undefined where there is no such draft, release, or procedure in force. */
    async texts(merchantId: MerchantId, id: string, of: TextOf): Promise<z.input<typeof StudioTexts> | undefined> {
      const draft = of === "draft" ? await releases.draft(merchantId, id) : undefined;
      if (of === "draft" && !draft) return undefined;
      const content =
        draft?.content ?? (await releases.contentOf(merchantId, id, typeof of === "number" ? of : undefined));
      if (typeof of === "number" && !content) return undefined;
      const { texts, sources, standsAbove } = await textsWith(merchantId, id, content);
      if (!texts.has(id)) return undefined;
      const own = new Set(content ? namesIn(content, id) : []);
      return {
        procedure: id,
        standsAbove,
        by: draft?.by ?? null,
        at: draft?.at.toISOString() ?? null,
        files: [...texts].map(([name, text]) => ({
          id: name,
          title: titleIn(sources.get(name), name),
          text,
          own: own.has(name),
        })),
      };
    },

    /** What a text says, what the check finds in it, and what it changes of what is in force. Nothing is kept. */
    async read(merchantId: MerchantId, id: string, content: Content): Promise<z.input<typeof StudioReading>> {
      const [{ body, findings }, inForce] = await Promise.all([
        releases.composed(merchantId, id, content),
        releases.libraryOf(merchantId),
      ]);
      const current = inForce.byId(id);
      const told = findings.map((finding) => {
        const { file, at } = placeIn(finding, id, body ? Object.keys(body.parts) : Object.keys(partsOf(content)));
        const text = content.kind === "text" ? (file === id ? content.text : content.parts?.[file]) : undefined;
        const read = file === id ? body : body?.parts[file];
        return {
          ...{ rule: finding.rule, at: finding.at, message: finding.message, file, witness: { ...finding.witness } },
          words: findingWords({ ...finding, at }, read),
          line: (text === undefined ? undefined : lineOf(text, at)) ?? null,
          case: casesOf({ ...finding, at }, read),
          canPlay: body !== undefined && ("path" in finding.witness || at.startsWith("tables.")),
        };
      });
      return {
        hash: body?.hash ?? null,
        sameAsInForce: body !== undefined && body.hash === current?.hash,
        portrait: body ? portray(body, { inForce: false, calledBy: [], findings: [] }) : null,
        findings: told,
        changes: body && current ? changesBetween(current, body) : null,
      };
    },

    /** A finding's case, played: what happens step by step. Undefined where no such play is found. */
    async play(
      merchantId: MerchantId,
      id: string,
      content: Content,
      finding: Pick<ProcedureFinding, "rule" | "at">,
    ): Promise<readonly ToldLine[] | undefined> {
      const { body, findings } = await releases.composed(merchantId, id, content);
      const found = findings.find(({ rule, at }) => rule === finding.rule && at === finding.at);
      if (!body || !found) return undefined;
      const { file, at } = placeIn(found, id, Object.keys(body.parts));
      const procedure = file === id ? body : body.parts[file];
      const script = procedure && scriptFor(procedure, { ...found, at });
      return procedure && script && tellPlay(procedure, script);
    },
  };
}

const calledBy = (source: ProcedureSource | undefined): string[] =>
  Object.values(source?.steps ?? {}).flatMap((step) => (step.kind === "call" ? [step.procedure] : []));

/** The procedures a content says something of. */
const namesIn = (content: Content, id: string): string[] =>
  content.kind === "text" ? [id, ...Object.keys(content.parts ?? {})] : Object.keys(content.changes);

const titleIn = (source: ProcedureSource | undefined, name: string): Bilingual =>
  source?.title ?? { zh: name, en: name };

const partsOf = (content: Content) => (content.kind === "text" ? (content.parts ?? {}) : {});

function casesOf(finding: ProcedureFinding, read: Parameters<typeof caseWords>[1]) {
  const { facts, path } = caseWords(finding, read);
  return { facts: facts.map((fact) => ({ ...fact })), path: path.map((step) => ({ ...step })) };
}

/** In which file a finding is, and where there. What may be set stands under `parameters` in a file. */
function placeIn({ at }: ProcedureFinding, id: string, parts: readonly string[]) {
  const [first = "", ...rest] = at.split(".");
  const isNamed = first === id || parts.includes(first);
  const place = isNamed ? rest.join(".") : at;
  return { file: isNamed ? first : id, at: place.replace(/^settings\./, "parameters.") };
}
