/** What a request says of its sender, before anybody has checked it. */
export type CallerHeaders = {
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  readonly "sec-fetch-site"?: string | string[] | undefined;
};

export type Credential =
  | { readonly kind: "session"; readonly token: string }
  | { readonly kind: "api-key"; readonly text: string };

/** A bearer's token, or else the session's cookie. */
export function credentialOf(headers: CallerHeaders, cookieName: string): Credential | undefined {
  const bearer = /^Bearer ([\w.~+/-]{1,512}=*)$/i.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined) {
    return bearer.startsWith("ruyi_") ? { kind: "api-key", text: bearer } : { kind: "session", token: bearer };
  }
  if (headers.authorization !== undefined) return undefined;
  for (const pair of (headers.cookie ?? "").split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === cookieName && value) return { kind: "session", token: value };
  }
  return undefined;
}

/**
 * False when a browser says that another site's page sent this. Cookies travel by themselves, so what changes something
 * by cookie must come from our own page; `SameSite=Strict` says the same to browsers that know it.
 */
export function isFromOurPages(headers: CallerHeaders): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  if (headers.origin === undefined) return true;
  try {
    return new URL(headers.origin).host === headers.host;
  } catch {
    return false;
  }
}

/** The cookie a browser keeps; without a token, the one that takes it away. */
export function sessionCookieText(name: string, isSecure: boolean, kept?: { token: string; seconds: number }): string {
  const value = kept ? `${name}=${kept.token}; Max-Age=${kept.seconds}` : `${name}=; Max-Age=0`;
  return `${value}; Path=/; HttpOnly; SameSite=Strict${isSecure ? "; Secure" : ""}`;
}
