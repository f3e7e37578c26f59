import { Clock } from "lucide-react";
import { Menu, type MenuItem } from "../../parts/menu.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { inboxWords } from "../../words/inbox.ts";
import { tellTime } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";
import { laterTimes, timeFrom } from "./later-times.ts";

type Needs = {
  readonly onUntil: (until: string) => void;
  readonly keyName?: string;
  readonly className?: string;
  readonly align?: "start" | "end";
  readonly opensUp?: boolean;
  readonly isDisabled?: boolean;
};

/** When to come back to a conversation: a few good times, or one's own. */
export function LaterMenu({ onUntil, keyName, className = "btn quiet s", ...rest }: Needs) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const now = new Date();
  const items = laterTimes(now).map(({ word, at }): MenuItem => ({
    id: word,
    label: say(word, { time: tellTime(at.toISOString(), language, now.getTime()) }),
    run: () => onUntil(at.toISOString()),
  }));
  return (
    <Menu
      label={say("laterMenu")}
      items={[items]}
      className={className}
      {...(keyName ? { keyName } : {})}
      {...rest}
      more={(close) => (
        <form
          className="menu-form"
          onSubmit={(event) => {
            event.preventDefault();
            const at = timeFrom(String(new FormData(event.currentTarget).get("at") ?? ""), Date.now());
            if (!at) return;
            close();
            onUntil(at);
          }}
        >
          <label className="dense">
            {say("laterAt")}
            <input className="input" type="datetime-local" name="at" required />
          </label>
          <button type="submit" className="btn s">
            {say("laterSet")}
          </button>
        </form>
      )}
    >
      <Clock size={15} strokeWidth={1.75} aria-hidden="true" />
      {say("later")}
      {keyName && <kbd>{keyName.toUpperCase()}</kbd>}
    </Menu>
  );
}
