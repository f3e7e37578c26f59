import { ApiError } from "../api/call.ts";
import { useSetting } from "../shell/setting.tsx";
import { problemText } from "../words/problems.ts";

/** The error for a field that a refusal is about, to stand in place of its hint; nothing when it is about another. */
export function useBlame(error: unknown, codes: readonly string[]): { readonly error?: string } {
  const { language } = useSetting();
  const isItsOwn = error instanceof ApiError && codes.includes(error.code);
  return isItsOwn ? { error: problemText(error, language) } : {};
}

export const passwordCodes: readonly string[] = ["too-short", "too-long", "too-simple", "like-your-email"];
export const emailCodes: readonly string[] = ["email-shape", "email-taken"];
