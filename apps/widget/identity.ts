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

function bareToken(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "identity" in value && typeof value.identity === "string") {
      return value.identity;
    }
  } catch {
    // Then it is the token itself.
  }
  return text.trim();
}

/** What a token says of itself, unchecked: the server checks it. Only to keep one person's chat from the next. */
function claimsOf(token: string): { readonly person: string | undefined; readonly expiresAt: number } {
  const none = { person: undefined, expiresAt: 0 };
  const payload = token.split(".")[1];
  if (payload === undefined) return none;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof claims !== "object" || claims === null || !("sub" in claims) || typeof claims.sub !== "string")
      return none;
    const seconds = "exp" in claims && typeof claims.exp === "number" ? claims.exp : 0;
    return { person: claims.sub, expiresAt: seconds * 1_000 };
  } catch {
    return none;
  }
}
