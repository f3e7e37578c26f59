import type { ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { settings } from "../../api/settings.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { useMe, useMerchant } from "../../shell/session.ts";
import { NotHere } from "../../shell/not-here.tsx";
import { settingsWords } from "../../words/settings.ts";
import { useSay } from "../../words/use-say.ts";
import type { PartNeeds } from "./part.tsx";
import { AssistantPart } from "./assistant.tsx";
import { AuditPart } from "./audit.tsx";
import { HoursPart } from "./hours.tsx";
import { IdentityPart } from "./identity.tsx";
import { KeysPart } from "./keys.tsx";
import { LookPart } from "./look.tsx";
import { PeoplePart } from "./people.tsx";
import { PlatformPart } from "./platform.tsx";
import { settingsRoute } from "./route.ts";
import { ShopPart } from "./shop.tsx";
import { YouPart } from "./you.tsx";

type Part = {
  readonly id: string;
  readonly word: keyof typeof settingsWords;
  /** Undefined for what everybody sees. */
  readonly needs?: string;
  readonly show: (needs: PartNeeds) => ReactNode;
};

const parts: readonly Part[] = [
  { id: "shop", word: "shop", show: (needs) => <ShopPart {...needs} /> },
  { id: "hours", word: "hours", show: (needs) => <HoursPart {...needs} /> },
  { id: "widget", word: "widget", show: (needs) => <LookPart {...needs} /> },
  { id: "assistant", word: "assistant", show: (needs) => <AssistantPart {...needs} /> },
  { id: "people", word: "people", needs: "staff.read", show: (needs) => <PeoplePart {...needs} /> },
  { id: "keys", word: "keys", needs: "api-key.manage", show: (needs) => <KeysPart {...needs} /> },
  { id: "identity", word: "identity", needs: "secret.read", show: (needs) => <IdentityPart {...needs} /> },
  { id: "audit", word: "audit", needs: "audit.read", show: (needs) => <AuditPart {...needs} /> },
  { id: "you", word: "you", show: () => <YouPart /> },
];
const platformPart: Part = { id: "platform", word: "platform", show: () => <PlatformPart /> };

/** Everything of a shop that is set, one part at a time. */
export function SettingsPage() {
  const say = useSay(settingsWords);
  const me = useMe();
  const merchant = useMerchant();
  const { part = "shop" } = settingsRoute.useParams();
  if (!merchant) return <NotHere />;
  const isAbove = me.staff.post.at.kind !== "merchant";
  const all = isAbove ? [...parts, platformPart] : parts;
  const seen = all.filter(({ needs }) => needs === undefined || me.permissions.some((each) => each === needs));
  const current = seen.find(({ id }) => id === part);
  const mayChange = me.permissions.includes("merchant.change");
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className="lay-menu set">
        <nav aria-label={say("parts")} className="menu" tabIndex={-1} data-part>
          <StartLink merchant={merchant.slug} mayChange={mayChange} />
          {seen.map(({ id, word }) => (
            <Link
              key={id}
              to={settingsRoute.to}
              params={{ merchant: merchant.slug, part: id }}
              aria-current={id === part ? "page" : undefined}
              className="menu-link"
              ref={id === part ? intoSight : undefined}
            >
              {say(word)}
            </Link>
          ))}
        </nav>
        <div className="set-part" tabIndex={-1} data-part key={`${merchant.slug} ${part}`}>
          {current ? current.show({ merchant, mayChange }) : <Empty line={say("notYours")} why={say("notYoursWhy")} />}
        </div>
      </div>
    </main>
  );
}

/** On a phone the parts are a line that scrolls. */
const intoSight = (link: HTMLAnchorElement | null): void =>
  link?.scrollIntoView({ inline: "center", block: "nearest" });

/** The way back to the guide, while something is still lacking. */
function StartLink({ merchant, mayChange }: { readonly merchant: string; readonly mayChange: boolean }) {
  const say = useSay(settingsWords);
  const api = useApi(settings);
  const steps = useQuery({
    queryKey: ["first-steps", merchant],
    queryFn: () => api.firstSteps(merchant),
    enabled: mayChange,
    staleTime: 30_000,
  });
  if (!steps.data || steps.data.steps.every(({ isDone }) => isDone)) return null;
  return (
    <Link to="/console/$merchant/start" params={{ merchant }} className="menu-link">
      {say("start")}
      <span className="push note faint num">{steps.data.steps.filter(({ isDone }) => !isDone).length}</span>
    </Link>
  );
}
