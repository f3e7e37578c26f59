import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Secret, settings } from "../../api/settings.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Choose } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMe } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { useToast } from "../../shell/toast.tsx";
import { identityWords } from "../../words/keys.ts";
import { settingsWords } from "../../words/settings.ts";
import { tellDate, tellTime } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";
import { Copy, ToldOnce } from "./copy.tsx";
import { Grave } from "./grave.tsx";
import { PartHead, type PartNeeds } from "./part.tsx";
import { identitySample } from "./tag.ts";

const overlaps = [
  [3_600, "hour"],
  [86_400, "day"],
  [7 * 86_400, "week"],
  [0, "leaked"],
] as const;

/** The secret that says who a customer is: which are accepted, a new one, and how a server signs with it. */
export function IdentityPart({ merchant }: PartNeeds) {
  const say = useSay(identityWords);
  const sayShared = useSay(settingsWords);
  const { language } = useSetting();
  const api = useApi(settings);
  const client = useQueryClient();
  const mayRotate = useMe().permissions.includes("secret.rotate");
  const [isAsking, ask] = useState(false);
  const [overlap, setOverlap] = useState<number>(86_400);
  const [told, setTold] = useState<string>();
  const secrets = useQuery({ queryKey: ["secrets", merchant.slug], queryFn: () => api.secrets(merchant.slug) });
  const rotate = useMutation({
    mutationFn: () => api.rotate(merchant.slug, overlap),
    onSuccess: async ({ text }) => {
      ask(false);
      setTold(text);
      await client.invalidateQueries({ queryKey: ["secrets", merchant.slug] });
    },
  });
  if (secrets.error) return <Failure error={secrets.error} onAgain={() => void secrets.refetch()} />;
  if (!secrets.data) return <Skeleton lines={5} />;
  const signing = secrets.data.items.find(({ acceptedUntil }) => acceptedUntil === undefined);
  const at = signing ? tellDate(signing.at, language, Date.now()) : sayShared("never");
  return (
    <>
      <PartHead title={say("title", { at })} lede={say("lede")}>
        {mayRotate && !isAsking && (
          <button type="button" className="btn" onClick={() => ask(true)}>
            {say("rotate")}
          </button>
        )}
      </PartHead>
      {told !== undefined && <ToldOnce title={say("made")} text={told} onDone={() => setTold(undefined)} />}
      {isAsking && (
        <Grave
          title={say("rotateTitle")}
          why={say("rotateWhy")}
          act={say("doRotate")}
          name={merchant.name[language]}
          error={rotate.error}
          isPending={rotate.isPending}
          onAct={() => rotate.mutate()}
          onCancel={() => ask(false)}
        >
          <Choose label={say("overlap")} value={overlap} onChange={({ target }) => setOverlap(Number(target.value))}>
            {overlaps.map(([seconds, word]) => (
              <option key={word} value={seconds}>
                {say(word)}
              </option>
            ))}
          </Choose>
        </Grave>
      )}
      <Accepted secrets={secrets.data.items} slug={merchant.slug} name={merchant.name[language]} mayEnd={mayRotate} />
      <section className="form" aria-labelledby="sample">
        <h2 id="sample">{say("sample")}</h2>
        <p className="dense mute">{say("sampleWhy")}</p>
        <Copy text={identitySample(merchant.slug)} label={say("sampleCode")} isLong />
      </section>
    </>
  );
}

type AcceptedNeeds = {
  readonly secrets: readonly Secret[];
  readonly slug: string;
  readonly name: string;
  readonly mayEnd: boolean;
};

function Accepted({ secrets, slug, name, mayEnd }: AcceptedNeeds) {
  const say = useSay(identityWords);
  const { language } = useSetting();
  const api = useApi(settings);
  const client = useQueryClient();
  const tell = useToast();
  const [asking, ask] = useState<string>();
  const end = useMutation({
    mutationFn: (id: string) => api.endSecret(slug, id),
    onSuccess: async () => {
      ask(undefined);
      await client.invalidateQueries({ queryKey: ["secrets", slug] });
      tell({ text: say("isEnded") });
    },
  });
  const time = (at: string): string => tellTime(at, language, Date.now());
  return (
    <section aria-labelledby="accepted">
      <h2 id="accepted" className="vh">
        {say("accepted")}
      </h2>
      <table className="t bare">
        <caption className="vh">{say("accepted")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("madeAt")}</th>
            <th scope="col">{say("id")}</th>
            <th scope="col">{say("state")}</th>
            <th scope="col">
              <span className="vh">{say("end")}</span>
            </th>
          </tr>
        </thead>
        {secrets.map(({ id, at, acceptedUntil }) => (
          <tbody key={id}>
            <tr>
              <th scope="row" className="num">
                {time(at)}
              </th>
              <td className="mono faint">•••• {id.slice(-4)}</td>
              <td>
                {acceptedUntil === undefined ? (
                  <span className="badge accent">{say("signing")}</span>
                ) : (
                  <span className="mute">{say("until", { until: time(acceptedUntil) })}</span>
                )}
              </td>
              <td className="r act">
                {acceptedUntil !== undefined && mayEnd && (
                  <button
                    type="button"
                    className="btn quiet s"
                    aria-label={say("endThat", { id: id.slice(-4) })}
                    aria-expanded={asking === id}
                    onClick={() => ask(asking === id ? undefined : id)}
                  >
                    {say("end")}
                  </button>
                )}
              </td>
            </tr>
            {asking === id && (
              <tr className="below">
                <td colSpan={4}>
                  <Grave
                    title={say("endTitle")}
                    why={say("endWhy")}
                    act={say("end")}
                    name={name}
                    error={end.error}
                    isPending={end.isPending}
                    onAct={() => end.mutate(id)}
                    onCancel={() => ask(undefined)}
                  />
                </td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </section>
  );
}
