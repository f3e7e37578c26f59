import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { studio } from "../../../api/studio.ts";
import { useApi } from "../../../api/use-api.ts";
import { Failure } from "../../../parts/failure.tsx";
import { Field } from "../../../parts/field.tsx";
import { useMe } from "../../../shell/session.ts";
import { studioWords } from "../../../words/studio.ts";
import { useSay } from "../../../words/use-say.ts";
import { studioRoute } from "../route.ts";

const lookAgainMs = 1_000;

/** Brings the running cases that can along to the version in force; and how far the last round of it has come. */
export function Moving({ canMove }: { readonly canMove: number }) {
  const say = useSay(studioWords);
  const api = useApi(studio);
  const cache = useQueryClient();
  const { merchant, procedure } = studioRoute.useParams();
  const mayRelease = useMe().permissions.includes("procedure.release");
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const tooShort = reason.trim().length < 3;
  const rounds = useQuery({
    queryKey: ["migrations", merchant, procedure],
    queryFn: () => api.rounds(merchant, procedure),
    refetchInterval: ({ state }) => (state.data?.items[0]?.state === "under-way" ? lookAgainMs : false),
  });
  const last = rounds.data?.items[0];
  const bring = useMutation({
    mutationFn: () => api.bring(merchant, procedure, reason.trim()),
    onSuccess: async () => {
      setReason("");
      setTried(false);
      await cache.invalidateQueries({ queryKey: ["migrations", merchant, procedure] });
    },
  });
  // What is still under way in older versions is another list once a round has ended.
  const state = last?.state;
  useEffect(() => {
    if (state === "through" || state === "overtaken")
      void cache.invalidateQueries({ queryKey: ["migration", merchant, procedure] });
  }, [state, cache, merchant, procedure]);
  return (
    <>
      {last && (
        <p className="note mute" role="status">
          {say(last.state === "under-way" ? "movingNow" : last.state === "through" ? "movingDone" : "movingOvertaken", {
            ...{ moved: last.moved, stayed: last.stayed, left: last.left },
          })}
        </p>
      )}
      {mayRelease && canMove > 0 && state !== "under-way" && (
        <form
          className="card release-form"
          aria-label={say("bring")}
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (!tooShort) bring.mutate();
          }}
        >
          <p className="note mute">{say("bringWhy")}</p>
          <Field
            label={say("reason")}
            {...(isTried && tooShort ? { error: say("reasonNeeded") } : {})}
            value={reason}
            maxLength={500}
            onChange={({ target }) => setReason(target.value)}
          />
          <Failure error={bring.error} />
          <div>
            <button type="submit" className="btn" disabled={bring.isPending}>
              {say("bring")}
            </button>
          </div>
        </form>
      )}
    </>
  );
}
