import "../../look/understanding.css";
import { Fragment, type ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import { Empty } from "../../parts/empty.tsx";
import { NotHere } from "../../shell/not-here.tsx";
import { useMe, useMerchant } from "../../shell/session.ts";
import { understandingWords } from "../../words/understanding.ts";
import { useSay } from "../../words/use-say.ts";
import { HowWell } from "./how-well.tsx";
import { Model } from "./model.tsx";
import { Questions } from "./questions.tsx";
import type { PartNeeds } from "./part.ts";
import { understandingRoute } from "./route.ts";

const parts = [
  { id: "questions", word: "questions", show: (needs: PartNeeds): ReactNode => <Questions {...needs} /> },
  { id: "how-well", word: "howWell", show: (needs: PartNeeds): ReactNode => <HowWell {...needs} /> },
  { id: "model", word: "model", show: (needs: PartNeeds): ReactNode => <Model {...needs} /> },
] as const;

/** What the assistant understands and what not, and how it is taught. */
export function UnderstandingPage() {
  const say = useSay(understandingWords);
  const me = useMe();
  const merchant = useMerchant();
  const { part = "questions" } = understandingRoute.useParams();
  if (!merchant) return <NotHere />;
  if (!me.permissions.includes("report.read")) {
    return (
      <main className="page" id="main" tabIndex={-1}>
        <h1 className="vh">{say("understanding")}</h1>
        <Empty line={say("notForYou")} why={say("notForYouWhy")} />
      </main>
    );
  }
  const current = parts.find(({ id }) => id === part);
  if (!current) return <NotHere />;
  const mayTeach = me.permissions.includes("knowledge.write");
  return (
    <main className="page" id="main" tabIndex={-1}>
      <nav aria-label={say("parts")} className="tabs" tabIndex={-1} data-part>
        {parts.map(({ id, word }) => (
          <Link
            key={id}
            to={understandingRoute.to}
            params={{ merchant: merchant.slug, part: id === "questions" ? undefined : id }}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {say(word)}
          </Link>
        ))}
      </nav>
      <Fragment key={`${merchant.slug} ${part}`}>{current.show({ merchant: merchant.slug, mayTeach })}</Fragment>
    </main>
  );
}
