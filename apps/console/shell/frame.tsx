import { useEffect, useState } from "react";
import { Outlet, useMatches, useNavigate } from "@tanstack/react-router";
import { shellWords } from "../words/shell.ts";
import { useSay } from "../words/use-say.ts";
import { CommandsProvider } from "./commands.tsx";
import { listenToKeys } from "./keys.ts";
import { NotHere } from "./not-here.tsx";
import { pages } from "./pages.ts";
import { Palette } from "./palette.tsx";
import { Rail } from "./rail.tsx";
import { useMerchant } from "./session.ts";
import { useSetting } from "./setting.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { ToastProvider } from "./toast.tsx";

/** What stands around every page of a shop: the rail, the commands, the keys. */
export function Frame() {
  const say = useSay(shellWords);
  const { language } = useSetting();
  const navigate = useNavigate();
  const merchant = useMerchant();
  const [open, setOpen] = useState<"palette" | "shortcuts">();
  const page = usePage();

  useEffect(() => {
    document.title = [page?.name[language], merchant?.name[language], say("product")].filter(Boolean).join(" · ");
  }, [page, merchant, language, say]);
  useEffect(
    () =>
      listenToKeys(({ key, afterG }, event) => {
        if (key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) setOpen("palette");
        else if (key === "?") setOpen("shortcuts");
        else if (afterG && merchant) {
          const to = pages.find(({ letter }) => letter === key);
          if (!to) return false;
          void navigate(to.link(merchant.slug));
        } else return false;
        return true;
      }),
    [merchant, navigate],
  );

  const close = (): void => setOpen(undefined);
  return (
    <ToastProvider>
      <CommandsProvider>
        <div className="app">
          <a className="skip" href="#main">
            {say("skip")}
          </a>
          <Rail onShortcuts={() => setOpen("shortcuts")} onCommands={() => setOpen("palette")} />
          {merchant ? <Outlet /> : <NotHere />}
        </div>
        {open === "palette" && <Palette onClose={close} onShortcuts={() => setOpen("shortcuts")} />}
        {open === "shortcuts" && <Shortcuts page={page} onClose={close} />}
      </CommandsProvider>
    </ToastProvider>
  );
}

function usePage() {
  const path = useMatches({ select: (matches) => matches.at(-1)?.pathname ?? "" });
  const id = path.split("/")[3];
  return pages.find((each) => each.id === id);
}
