import type { ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { FirstStepsBody } from "@ruyi/tenancy/contract";
import { settings } from "../../api/settings.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { NotHere } from "../../shell/not-here.tsx";
import { type Merchant, useMerchant } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { startWords } from "../../words/start.ts";
import { useSay } from "../../words/use-say.ts";
import { Copy } from "../settings/copy.tsx";
import { settingsRoute } from "../settings/route.ts";
import { scriptTag } from "../settings/tag.ts";

type Id = FirstStepsBody["steps"][number]["id"];

/** What a new shop still lacks, made of what is so now; it watches for the first conversation. */
export function StartPage() {
  const say = useSay(startWords);
  const { language } = useSetting();
  const api = useApi(settings);
  const merchant = useMerchant();
  const slug = merchant?.slug ?? "";
  const read = useQuery({
    queryKey: ["first-steps", slug],
    queryFn: () => api.firstSteps(slug),
    enabled: merchant !== undefined,
    refetchInterval: 5_000,
  });
  if (!merchant) return <NotHere />;
  const lacking = read.data?.steps.filter(({ isDone }) => !isDone) ?? [];
  const isAll = read.data !== undefined && lacking.length === 0;
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className="start">
        {read.data ? (
          <>
            <h1>{isAll ? say("titleDone", { shop: merchant.name[language] }) : say("title", { n: lacking.length })}</h1>
            <p className="lede">{say(isAll ? "ledeDone" : "lede")}</p>
            <ol className="tl steps" aria-label={say("steps")}>
              {read.data.steps.map(({ id, isDone }) => (
                <Step
                  key={id}
                  id={id}
                  isDone={isDone}
                  isNow={id === lacking[0]?.id}
                  facts={read.data}
                  merchant={merchant}
                />
              ))}
            </ol>
            <Link
              to="/console/$merchant/inbox/$view/{-$conversation}"
              params={{ merchant: slug, view: "queue" }}
              className={isAll ? "btn primary" : "btn"}
            >
              {say("toInbox")}
            </Link>
          </>
        ) : read.error ? (
          <Failure error={read.error} onAgain={() => void read.refetch()} />
        ) : (
          <Skeleton lines={7} />
        )}
      </div>
    </main>
  );
}

type StepNeeds = {
  readonly id: Id;
  readonly isDone: boolean;
  readonly isNow: boolean;
  readonly facts: FirstStepsBody;
  readonly merchant: Merchant;
};

function Step({ id, isDone, isNow, facts, merchant }: StepNeeds) {
  const say = useSay(startWords);
  return (
    <li className={isDone ? "good" : isNow ? "now" : "todo"} aria-current={isNow ? "step" : undefined}>
      <span className="strong">{say(id)}</span>
      {isDone ? <p className="dense faint">{doneLine(id, facts, say)}</p> : <ToDo {...{ id, isNow, merchant }} />}
    </li>
  );
}

function doneLine(
  id: Id,
  { shop, colleagues }: FirstStepsBody,
  say: ReturnType<typeof useSay<typeof startWords>>,
): string {
  switch (id) {
    case "password":
      return say("passwordDone");
    case "shop":
      return say(shop.kind === "demo" ? "shopDemo" : "shopConnected", { orders: shop.orders });
    case "widget":
      return say("widgetDone");
    case "colleague":
      return say("colleagueDone", { n: colleagues });
    case "hours":
      return say("hoursDone");
  }
}

function ToDo({
  id,
  isNow,
  merchant,
}: {
  readonly id: Id;
  readonly isNow: boolean;
  readonly merchant: Merchant;
}): ReactNode {
  const say = useSay(startWords);
  const { slug } = merchant;
  const to = (part: string, word: "passwordDo" | "shopDo" | "colleagueDo" | "hoursDo") => (
    <Link to={settingsRoute.to} params={{ merchant: slug, part }} className={isNow ? "btn primary" : "btn s"}>
      {say(word)}
    </Link>
  );
  switch (id) {
    case "password":
      return (
        <div className="to-do">
          <p className="dense mute">{say("passwordWhy")}</p>
          {to("you", "passwordDo")}
        </div>
      );
    case "shop":
      return (
        <div className="to-do">
          <p className="dense mute">{say("shopWhy")}</p>
          {to("keys", "shopDo")}
        </div>
      );
    case "widget":
      return (
        <div className="to-do">
          <p className="dense mute">{say("widgetWhy")}</p>
          <Copy text={scriptTag(location.origin, slug)} label={say("widget")} />
          <p className="note faint" role="status">
            {say("widgetWaiting")}
          </p>
        </div>
      );
    case "colleague":
      return (
        <div className="to-do">
          <p className="dense mute">{say("colleagueWhy")}</p>
          {to("people", "colleagueDo")}
        </div>
      );
    case "hours":
      return (
        <div className="to-do">
          <p className="dense mute">{say("hoursWhy")}</p>
          {to("hours", "hoursDo")}
        </div>
      );
  }
}
