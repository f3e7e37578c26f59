export type View = "queue" | "all";

/** Where one is in the console: what the address bar says, and all that it says. */
export type Address =
  | { readonly page: "sign-in"; readonly next: string | undefined }
  | {
      readonly page: "inbox";
      readonly merchant: string | undefined;
      readonly view: View;
      readonly conversation: string | undefined;
      /** Which of the two a narrow screen shows; a wide one shows both. */
      readonly side: "talk" | "run";
    };

export type InboxAddress = Extract<Address, { page: "inbox" }>;

/** Reads a path with its query. What is not understood opens the inbox. */
export function readAddress(path: string): Address {
  const [pathname = "", query = ""] = path.split("?", 2);
  const asked = new URLSearchParams(query);
  const [first, merchant, view, conversation] = pathname.split("/").filter(Boolean).map(decoded);
  if (first === "sign-in") return { page: "sign-in", next: ownPath(asked.get("next")) };
  return {
    page: "inbox",
    merchant,
    view: view === "all" ? "all" : "queue",
    conversation,
    side: asked.get("side") === "run" ? "run" : "talk",
  };
}

/** The path of an address: what `readAddress` reads back. */
export function pathTo(address: Address): string {
  if (address.page === "sign-in") {
    return address.next === undefined ? "/sign-in" : `/sign-in?${new URLSearchParams({ next: address.next })}`;
  }
  const { merchant, view, conversation, side } = address;
  if (merchant === undefined) return "/console";
  const parts = ["/console", merchant, view, ...(conversation === undefined ? [] : [conversation])];
  return parts.map((part) => (part === "/console" ? part : encodeURIComponent(part))).join("/") + asked(side);
}

const asked = (side: InboxAddress["side"]): string => (side === "run" ? "?side=run" : "");

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** Only pages of the console are returned to; an address from elsewhere could lead anywhere. */
const ownPath = (path: string | null): string | undefined =>
  path !== null && /^\/console(?:[/?]|$)/.test(path) ? path : undefined;
