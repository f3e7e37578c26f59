import { useId, useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { grantable, permissions } from "@ruyi/tenancy/contract";
import { type Key, settings } from "../../api/settings.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Field } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMe } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { useToast } from "../../shell/toast.tsx";
import { keysWords, permissionNames } from "../../words/keys.ts";
import { settingsWords } from "../../words/settings.ts";
import { tellTime } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";
import { ToldOnce } from "./copy.tsx";
import { Grave } from "./grave.tsx";
import { PartHead, type PartNeeds } from "./part.tsx";

/** Programs that may use the API: made, seen without their secret, revoked. */
export function KeysPart({ merchant }: PartNeeds) {
  const say = useSay(keysWords);
  const api = useApi(settings);
  const [isMaking, setMaking] = useState(false);
  const [told, setTold] = useState<{ readonly name: string; readonly secret: string }>();
  const keys = useQuery({ queryKey: ["keys", merchant.slug], queryFn: () => api.keys(merchant.slug) });
  if (keys.error) return <Failure error={keys.error} onAgain={() => void keys.refetch()} />;
  if (!keys.data) return <Skeleton lines={5} />;
  const live = keys.data.items.filter((key) => !isOver(key));
  const over = keys.data.items.filter(isOver);
  return (
    <>
      <PartHead title={live.length === 0 ? say("titleNone") : say("title", { n: live.length })} lede={say("lede")}>
        <button type="button" className="btn primary" onClick={() => setMaking(true)} disabled={isMaking}>
          <Plus size={16} strokeWidth={1.5} aria-hidden="true" />
          {say("make")}
        </button>
      </PartHead>
      {told && (
        <ToldOnce title={say("made", { name: told.name })} text={told.secret} onDone={() => setTold(undefined)} />
      )}
      {isMaking && (
        <NewKey
          slug={merchant.slug}
          onCancel={() => setMaking(false)}
          onMade={(name, secret) => {
            setMaking(false);
            setTold({ name, secret });
          }}
        />
      )}
      {live.length === 0 ? (
        !isMaking && !told && <p className="mute measure">{say("emptyWhy")}</p>
      ) : (
        <KeyTable keys={live} slug={merchant.slug} />
      )}
      {over.length > 0 && (
        <details className="foldout">
          <summary>{say("showRevoked", { n: over.length })}</summary>
          <KeyTable keys={over} slug={merchant.slug} />
        </details>
      )}
    </>
  );
}

const isOver = ({ revokedAt, expiresAt }: Key): boolean =>
  revokedAt !== undefined || (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now());

function KeyTable({ keys, slug }: { readonly keys: readonly Key[]; readonly slug: string }) {
  const say = useSay(keysWords);
  const sayShared = useSay(settingsWords);
  const sayPermission = useSay(permissionNames);
  const { language } = useSetting();
  const api = useApi(settings);
  const client = useQueryClient();
  const tell = useToast();
  const [asking, ask] = useState<string>();
  const revoke = useMutation({
    mutationFn: ({ id }: Key) => api.revokeKey(slug, id),
    onSuccess: async (_key, { name }) => {
      ask(undefined);
      await client.invalidateQueries({ queryKey: ["keys", slug] });
      tell({ text: say("isRevoked", { name }) });
    },
  });
  const time = (at: string): string => tellTime(at, language, Date.now());
  return (
    <div className="scrollx" tabIndex={0} role="region" aria-label={say("list")}>
      <table className="t bare keys">
        <caption className="vh">{say("list")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("name")}</th>
            <th scope="col">{say("may")}</th>
            <th scope="col">{say("begins")}</th>
            <th scope="col" className="r">
              {say("lastUsed")}
            </th>
            <th scope="col" className="r">
              {say("ends")}
            </th>
            <th scope="col">
              <span className="vh">{say("revoke")}</span>
            </th>
          </tr>
        </thead>
        {keys.map((key) => (
          <tbody key={key.id}>
            <tr>
              <th scope="row">{key.name}</th>
              <td className="mute">
                {key.permissions.map((each) => sayPermission(each)).join(language === "zh" ? "、" : ", ")}
              </td>
              <td className="mono faint">{key.prefix}…</td>
              <td className="r mute">
                {key.lastUsedAt ? time(key.lastUsedAt) : <span className="badge unknown">{sayShared("never")}</span>}
              </td>
              <td className="r mute">
                {key.revokedAt
                  ? say("revoked", { at: time(key.revokedAt) })
                  : key.expiresAt
                    ? time(key.expiresAt)
                    : say("noEnd")}
              </td>
              <td className="r act">
                {!isOver(key) && (
                  <button
                    type="button"
                    className="btn quiet s"
                    aria-label={say("revokeThat", { name: key.name })}
                    aria-expanded={asking === key.id}
                    onClick={() => ask(asking === key.id ? undefined : key.id)}
                  >
                    {say("revoke")}
                  </button>
                )}
              </td>
            </tr>
            {asking === key.id && (
              <tr className="below">
                <td colSpan={6}>
                  <Grave
                    title={say("revokeTitle", { name: key.name })}
                    why={say("revokeWhy")}
                    act={say("revoke")}
                    name={key.name}
                    error={revoke.error}
                    isPending={revoke.isPending}
                    onAct={() => revoke.mutate(key)}
                    onCancel={() => ask(undefined)}
                  />
                </td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </div>
  );
}

type NewNeeds = {
  readonly slug: string;
  readonly onMade: (name: string, secret: string) => void;
  readonly onCancel: () => void;
};

function NewKey({ slug, onMade, onCancel }: NewNeeds) {
  const say = useSay(keysWords);
  const sayShared = useSay(settingsWords);
  const sayPermission = useSay(permissionNames);
  const api = useApi(settings);
  const client = useQueryClient();
  const mine = useMe().permissions;
  const [name, setName] = useState("");
  const [granted, grant] = useState<readonly string[]>([]);
  const [until, setUntil] = useState("");
  const [isTried, setTried] = useState(false);
  const mayId = useId();
  const offered = grantable.filter((each) => mine.includes(each) && each !== "merchant.create");
  const endsAt = until === "" ? undefined : new Date(`${until}T23:59:59`);
  const isPast = endsAt !== undefined && !(endsAt.getTime() > Date.now());
  const isWhole = name.trim() !== "" && granted.length > 0 && !isPast;
  const make = useMutation({
    mutationFn: () =>
      api.makeKey(slug, {
        name: name.trim(),
        permissions: permissions.filter((each) => granted.includes(each)),
        ...(endsAt ? { expiresAt: endsAt.toISOString() } : {}),
      }),
    onSuccess: async ({ key, secret }) => {
      await client.invalidateQueries({ queryKey: ["keys", slug] });
      onMade(key.name, secret);
    },
  });
  return (
    <form
      className="panel form"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (isWhole && !make.isPending) make.mutate();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <div className="pair">
        <Field
          label={say("name")}
          hint={say("nameHint")}
          value={name}
          maxLength={80}
          autoFocus
          onChange={({ target }) => setName(target.value)}
          {...(isTried && name.trim() === "" ? { error: sayShared("needed") } : {})}
        />
        <Field
          label={say("until")}
          hint={say("untilHint")}
          type="date"
          value={until}
          onChange={({ target }) => setUntil(target.value)}
          {...(isPast ? { error: say("past") } : {})}
        />
      </div>
      <fieldset className="field" aria-describedby={mayId}>
        <legend className="label">{say("may")}</legend>
        <div className="checks">
          {offered.map((each) => (
            <label key={each} className="radio">
              <input
                type="checkbox"
                className="tick"
                checked={granted.includes(each)}
                onChange={({ target }) =>
                  grant(target.checked ? [...granted, each] : granted.filter((other) => other !== each))
                }
              />
              {sayPermission(each)}
            </label>
          ))}
        </div>
        <p className={isTried && granted.length === 0 ? "hint bad" : "hint"} id={mayId}>
          {isTried && granted.length === 0 ? say("nothingTicked") : say("mayHint")}
        </p>
      </fieldset>
      <Failure error={make.error} />
      <div className="row">
        <button type="submit" className="btn" disabled={make.isPending}>
          {say("create")}
        </button>
        <button type="button" className="btn quiet" onClick={onCancel}>
          {sayShared("cancel")}
        </button>
      </div>
    </form>
  );
}
