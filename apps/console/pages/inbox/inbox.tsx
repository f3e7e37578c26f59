import { useEffect, useMemo } from "react";
import { useNavigate } from "@tanstack/react-router";
import { views } from "../../api/conversations.ts";
import { Empty } from "../../parts/empty.tsx";
import { useCommands } from "../../shell/commands.tsx";
import { useMe, useMerchant } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { inboxWords, viewWords } from "../../words/inbox.ts";
import { useSay } from "../../words/use-say.ts";
import { type InboxAddress, linkTo, useAddress } from "./address.ts";
import { Conversation } from "./conversation.tsx";
import { ListColumn } from "./list.tsx";
import { LiveProvider } from "./live.tsx";

/** Who waits, the conversation that is open, and the run beside it. */
export function InboxPage() {
  const say = useSay(inboxWords);
  const me = useMe();
  const merchant = useMerchant();
  const address = useAddress();
  useInboxKeys(address);
  useViewCommands(address);

  const isReading = address.conversation !== undefined;
  return (
    <LiveProvider merchant={address.merchant}>
      <main className={`inbox ${isReading ? `reading-${address.side}` : "choosing"}`} id="main" tabIndex={-1}>
        <h1 className="vh">{say("inbox")}</h1>
        <ListColumn key={address.merchant} address={address} me={me} />
        {address.conversation === undefined ? (
          <section className="conv none" id="talk" aria-label={say("conversation")} tabIndex={-1} data-part>
            <div className="pad middle">
              <Empty line={say("noneOpen")} why={say("noneOpenWhy")} />
            </div>
          </section>
        ) : (
          <Conversation
            key={address.conversation}
            me={me}
            merchant={address.merchant}
            id={address.conversation}
            address={address}
            zone={merchant?.zone}
          />
        )}
      </main>
    </LiveProvider>
  );
}

/** `j` and `k` go through the list; Esc goes back to it. */
function useInboxKeys(address: InboxAddress): void {
  const navigate = useNavigate();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target } = event;
      const isWriting =
        target instanceof HTMLElement &&
        target.matches("input:not([type='radio'], [type='checkbox']), textarea, select");
      if (isWriting || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
      if (event.key === "j" || event.key === "k") toNextItem(event.key === "j" ? 1 : -1);
      if (event.key === "x")
        document.querySelector<HTMLElement>("[data-item][aria-current] ~ .pick-box input")?.click();
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("[data-key='Escape']")) return;
      if (address.conversation !== undefined)
        void navigate(linkTo({ ...address, conversation: undefined, at: undefined, side: "talk" }));
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [address, navigate]);
}

/** The rows know what comes before and after them, also where that is out of sight. */
function toNextItem(step: 1 | -1): void {
  const name = step === 1 ? "data-next" : "data-before";
  const current = document.querySelector<HTMLElement>("[data-item][aria-current]");
  const id = current ? current.getAttribute(name) : document.querySelector("[data-item]")?.getAttribute("data-item");
  if (!id) return;
  dispatchEvent(new CustomEvent("ruyi:item", { detail: id }));
}

function useViewCommands(address: InboxAddress): void {
  const { language } = useSetting();
  const navigate = useNavigate();
  const list = useMemo(
    () =>
      views.map((view) => ({
        id: `view-${view}`,
        name: viewWords[view][language],
        run: () => void navigate(linkTo({ ...address, view, conversation: undefined, q: undefined, at: undefined })),
      })),
    [address, language, navigate],
  );
  useCommands(list);
}
