import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { request } from "node:https";
import { textOfHtml } from "@ruyi/knowledge";

export type PageRefusal = "address" | "private" | "too-large" | "slow" | "no-text" | "status";
export type Page = { readonly text: string } | { readonly refused: PageRefusal };

const waitMs = 8_000;
const bytesAtMost = 1_000_000;
const redirectsAtMost = 3;

/**
 * Reads a public page of the web for an author who named it: over https only, from no private network, within a size and a
 * time. The address is looked up once and that very address is called, so that a name cannot lead elsewhere in between.
 */
export async function readPage(address: string, lookUp: typeof lookup = lookup): Promise<Page> {
  const deadline = AbortSignal.timeout(waitMs);
  let url = address;
  for (let hop = 0; hop <= redirectsAtMost; hop += 1) {
    const target = URL.parse(url);
    if (!target || !isReadable(target)) return { refused: "address" };
    const answer = await get(target, deadline, lookUp);
    if (!("to" in answer)) return answer;
    url = new URL(answer.to, target).href;
  }
  return { refused: "status" };
}

const isReadable = ({ protocol, port, username, password, hostname }: URL): boolean =>
  protocol === "https:" && (port === "" || port === "443") && username === "" && password === "" && hostname !== "";

class PrivateAddress extends Error {}

/** Looks a name up and refuses what leads into a private network; a name with one such address is refused whole. */
const publicOnly =
  (lookUp: typeof lookup): LookupFunction =>
  (hostname, options, done) => {
    lookUp(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, "", 4);
      const [first] = found;
      if (!first || found.some(({ address }) => isPrivate(address)))
        return done(new PrivateAddress(`${hostname} leads into a private network.`), "", 4);
      return options.all ? done(null, found) : done(null, first.address, first.family);
    });
  };

function get(url: URL, signal: AbortSignal, lookUp: typeof lookup): Promise<Page | { readonly to: string }> {
  const bare = url.hostname.replace(/^\[|\]$/g, "");
  // An address written as numbers is not looked up.
  if (/^[\d.]+$|:/.test(bare) && isPrivate(bare)) return Promise.resolve({ refused: "private" });
  return new Promise((resolve) => {
    const headers = { accept: "text/html, text/plain;q=0.8", "accept-encoding": "identity", "user-agent": "Ruyi" };
    const asked = request(url, { signal, headers, lookup: publicOnly(lookUp), agent: false }, (answer) => {
      const { statusCode = 0, headers: told } = answer;
      const end = (page: Page | { readonly to: string }): void => {
        asked.destroy();
        resolve(page);
      };
      if (statusCode >= 300 && statusCode < 400 && told.location !== undefined) return end({ to: told.location });
      if (statusCode !== 200) return end({ refused: "status" });
      const type = told["content-type"] ?? "";
      if (!/^text\/(?:html|plain)\b/i.test(type)) return end({ refused: "no-text" });
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > bytesAtMost) end({ refused: "too-large" });
        else chunks.push(chunk);
      });
      answer.on("error", () => end({ refused: signal.aborted ? "slow" : "status" }));
      answer.on("end", () => {
        const text = decoded(Buffer.concat(chunks), type);
        end({ text: /^text\/html/i.test(type) ? textOfHtml(text) : text });
      });
    });
    asked.on("error", (error) => {
      resolve({ refused: error instanceof PrivateAddress ? "private" : signal.aborted ? "slow" : "status" });
    });
    asked.end();
  });
}

/** In the encoding that the page names, or else UTF-8. */
function decoded(bytes: Buffer, type: string): string {
  const head = `${type}\n${bytes.subarray(0, 1_024).toString("latin1")}`;
  const [, label = "utf-8"] = /charset\s*=\s*["']?([\w-]{2,20})/i.exec(head) ?? [];
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** Loopback, link-local, private, shared, multicast, reserved: nothing of these is the web. Unreadable is private. */
export function isPrivate(address: string): boolean {
  const four = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(address);
  if (four) {
    const [a = 0, b = 0, c = 0] = four.slice(1).map(Number);
    return (
      a === 0 ||
      a === 10 ||
      a === 127 ||
      a >= 224 ||
      (a === 100 && b >= 64 && b <= 127) ||
      (a === 169 && b === 254) ||
      (a === 172 && b >= 16 && b <= 31) ||
      (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99))) ||
      (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) ||
      (a === 203 && b === 0 && c === 113)
    );
  }
  // Of the sixth version only 2000::/3 is public, and of that no tunnels, documentation or translated addresses.
  const [first = "", second = ""] = address.toLowerCase().split(":");
  const start = Number.parseInt(first, 16);
  if (!address.includes(":") || !(start >= 0x2000 && start <= 0x3fff)) return true;
  return start === 0x2002 || (start === 0x2001 && ["", "0", "db8"].includes(second)) || start === 0x3fff;
}
