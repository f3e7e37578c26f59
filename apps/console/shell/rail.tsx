import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { Menu, Search } from "lucide-react";
import { session } from "../api/session.ts";
import { useApi } from "../api/use-api.ts";
import { Mark } from "../parts/mark.tsx";
import { shellWords } from "../words/shell.ts";
import { useSay } from "../words/use-say.ts";
import { Dialog } from "./dialog.tsx";
import { pages } from "./pages.ts";
import { Reading } from "./reading.tsx";
import { useMe, useMerchant } from "./session.ts";
import { useSetting } from "./setting.tsx";

type Needs = { readonly onShortcuts: () => void; readonly onCommands: () => void };

/** The pages of a shop, the shop, and oneself. On a phone it is a bar whose menu opens the same. */
export function Rail(needs: Needs) {
  const say = useSay(shellWords);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <header className="bar-top">
        <button type="button" className="btn quiet icon" aria-label={say("menu")} onClick={() => setOpen(true)}>
          <Menu size={18} strokeWidth={1.5} aria-hidden="true" />
        </button>
        <Brand />
      </header>
      <header className="rail">
        <Brand />
        <RailContent {...needs} />
      </header>
      {isOpen && (
        <Dialog className="rail-sheet" label={say("menu")} onClose={() => setOpen(false)}>
          <div className="rail" onClick={() => setOpen(false)}>
            <RailContent {...needs} />
          </div>
        </Dialog>
      )}
    </>
  );
}

const Brand = () => {
  const say = useSay(shellWords);
  return (
    <div className="brand">
      <Mark />
      <span>{say("product")}</span>
    </div>
  );
};

function RailContent({ onShortcuts, onCommands }: Needs) {
  const say = useSay(shellWords);
  const { language } = useSetting();
  const { staff } = useMe();
  const merchant = useMerchant();
  const place = useRouterState({ select: ({ location }) => location.pathname.split("/")[3] });
  return (
    <>
      <ShopSwitch />
      <nav aria-label={say("mainNav")}>
        {merchant &&
          pages.map(({ id, name, icon: Icon, link }) => (
            <Link
              key={id}
              {...link(merchant.slug)}
              aria-current={place === id ? "page" : undefined}
              className="page-link"
            >
              <Icon size={18} strokeWidth={1.5} aria-hidden="true" />
              <span>{name[language]}</span>
            </Link>
          ))}
      </nav>
      <div className="rail-end">
        <Reading />
        <button type="button" className="btn quiet s" onClick={onCommands}>
          <Search size={14} strokeWidth={1.75} aria-hidden="true" />
          {say("commands")}
          <kbd>Ctrl K</kbd>
        </button>
        <button type="button" className="btn quiet s" onClick={onShortcuts}>
          {say("shortcuts")}
          <kbd>?</kbd>
        </button>
        <div className="me">
          <span className="av a" aria-hidden="true">
            {staff.name.slice(0, 1)}
          </span>
          <span className="strong dense trunc">{staff.name}</span>
        </div>
        <SignOut />
      </div>
    </>
  );
}

function SignOut() {
  const say = useSay(shellWords);
  const api = useApi(session);
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: api.signOut,
    onSettled: () => {
      client.clear();
      void navigate({ to: "/sign-in" });
    },
  });
  return (
    <button type="button" className="btn quiet s" onClick={() => signOut.mutate()}>
      {say("signOut")}
    </button>
  );
}

/** Another shop, on the same page of it. */
function ShopSwitch() {
  const say = useSay(shellWords);
  const { language } = useSetting();
  const { merchants } = useMe();
  const merchant = useMerchant();
  const navigate = useNavigate();
  const place = useRouterState({ select: ({ location }) => location.pathname.split("/")[3] ?? "" });
  if (merchants.length < 2 && merchant) return <p className="shop-name dense mute">{merchant.name[language]}</p>;
  return (
    <label className="shop-switch">
      <span className="vh">{say("shop")}</span>
      <select
        className="input"
        value={merchant?.slug ?? ""}
        onClick={(event) => event.stopPropagation()}
        onChange={(event) => {
          const page = pages.find(({ id }) => id === place) ?? pages[0];
          if (page) void navigate(page.link(event.target.value));
        }}
      >
        {!merchant && <option value="">–</option>}
        {merchants.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name[language]}
          </option>
        ))}
      </select>
    </label>
  );
}
