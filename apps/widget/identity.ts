import { fieldsOf, textOf } from "./reading.ts";

/** Who the shop says is here. */
export type Identity =
  | { readonly kind: "signed"; readonly token: string; readonly person: string }
  | { readonly kind: "visitor" }
  /** The shop could not be asked; that is not a no. */
  | { readonly kind: "unreachable" };

export type IdentityNeeds = {
  /** A signed identity that stands in the page, for as long as it is valid. */
  readonly token?: string | undefined;
  /** An address of the shop that signs a fresh one: `{"identity": "…"}` or the bare token. */
  readonly url?: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
};

/** A shop's clock may differ from ours by this much before an identity in the page is thought too old. */
const slackMs = 5_000;

/** Asks who is here, each time anew: an identity lives ten minutes at most. */
export async function identityFrom({ token, url, fetch, now }: IdentityNeeds): Promise<Identity> {
  if (token !== undefined && token !== "") {
    const { person, expiresAt } = claimsOf(token);
    if (person !== undefined && (url === undefined || expiresAt > now() + slackMs)) {
      return { kind: "signed", token, person };
    }
  }
  if (url === undefined) return { kind: "visitor" };
  try {
    const response = await fetch(url, { method: "POST", credentials: "same-origin", cache: "no-store" });
    if (response.status >= 500 || response.status === 429) return { kind: "unreachable" };
    if (!response.ok || response.status === 204) return { kind: "visitor" };
    const fresh = bareToken(await response.text());
    const { person } = claimsOf(fresh);
    return person === undefined ? { kind: "visitor" } : { kind: "signed", token: fresh, person };
  } catch {
    return { kind: "unreachable" };
  }
}

/** `{"identity": "…"}`, or the token itself. */
function bareToken(text: string): string {
  try {
    return textOf(fieldsOf(JSON.parse(text))["identity"]) ?? text;
  } catch {
    return text.trim();
  }
}

/** What a token says of itself, unchecked: the server checks it. Only to keep one person's chat from the next. */
function claimsOf(token: string): { readonly person: string | undefined; readonly expiresAt: number } {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(payload), (one) => one.charCodeAt(0));
    const { sub, exp } = fieldsOf(JSON.parse(new TextDecoder().decode(bytes)));
    return { person: textOf(sub), expiresAt: (Number(exp) || 0) * 1_000 };
  } catch {
    return { person: undefined, expiresAt: 0 };
  }
}
