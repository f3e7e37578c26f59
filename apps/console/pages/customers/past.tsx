import { Link } from "@tanstack/react-router";
import { conversations } from "../../api/conversations.ts";
import { customers } from "../../api/customers.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { More, usePages } from "../../parts/pages.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { When } from "../../parts/when.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { customerWords } from "../../words/customers.ts";
import { handoffReasons } from "../../words/inbox.ts";
import { named, useSay } from "../../words/use-say.ts";

type Needs = { readonly merchant: string; readonly customer: string };

/** What was talked about, the newest first; each opens in the inbox. */
export function Conversations({ merchant, customer }: Needs) {
  const say = useSay(customerWords);
  const { language } = useSetting();
  const api = useApi(conversations);
  const list = usePages(["conversations-of", merchant, customer], (cursor) =>
    api.list(merchant, { view: "all", customer, cursor, limit: 20 }),
  );
  return (
    <section className="section" aria-labelledby="conversations" tabIndex={-1} data-part>
      <div className="sec-head">
        <h2 id="conversations">{say("conversations")}</h2>
      </div>
      {list.error && <Failure error={list.error} onAgain={list.again} />}
      {list.isPending && <Skeleton lines={2} />}
      {list.isSuccess && list.items.length === 0 && <p className="dense mute">{say("noConversations")}</p>}
      {list.items.length > 0 && (
        <div className="card flush" role="group" aria-label={say("conversations")} tabIndex={0}>
          <table className="t edge tight">
            <thead>
              <tr>
                <th scope="col">{say("about")}</th>
                <th scope="col">{say("state")}</th>
                <th scope="col">{say("last")}</th>
              </tr>
            </thead>
            <tbody>
              {list.items.map(({ id, about, status, speaker, reason, updatedAt }) => (
                <tr key={id}>
                  <th scope="row">
                    <Link
                      className="tap"
                      to="/console/$merchant/inbox/$view/{-$conversation}"
                      params={{ merchant, view: "all", conversation: id }}
                    >
                      {about?.[language] ?? say("noAbout")}
                    </Link>
                  </th>
                  <td>
                    {say(status === "closed" ? "closed" : speaker)}{" "}
                    {reason !== null && <span className="badge">{named(handoffReasons, reason, language)}</span>}
                  </td>
                  <td>
                    <When at={updatedAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="foot">
        <More more={list.more} word={say("more")} />
      </p>
    </section>
  );
}

/** What the customer was told will happen, and what became of it. */
export function Promises({ merchant, customer }: Needs) {
  const say = useSay(customerWords);
  const api = useApi(customers);
  const list = usePages(["promises", merchant, customer], (cursor) => api.promises(merchant, customer, cursor));
  return (
    <section className="section" aria-labelledby="promises" tabIndex={-1} data-part>
      <div className="sec-head">
        <h2 id="promises">{say("promises")}</h2>
      </div>
      {list.error && <Failure error={list.error} onAgain={list.again} />}
      {list.isPending && <Skeleton lines={2} />}
      {list.isSuccess && list.items.length === 0 && <p className="dense mute">{say("noPromises")}</p>}
      {list.items.length > 0 && (
        <div className="card flush" role="group" aria-label={say("promises")} tabIndex={0}>
          <table className="t edge tight">
            <thead>
              <tr>
                <th scope="col">{say("what")}</th>
                <th scope="col">{say("due")}</th>
                <th scope="col">{say("state")}</th>
              </tr>
            </thead>
            <tbody>
              {list.items.map(({ key, text, dueAt, state }) => (
                <tr key={key}>
                  <td dir="auto">{text}</td>
                  <td>
                    <When at={dueAt} />
                  </td>
                  <td>
                    <span className={state === "late" ? "badge bad" : state === "kept" ? "badge good" : "badge"}>
                      {say(state)}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="foot">
        <More more={list.more} word={say("more")} />
      </p>
    </section>
  );
}
