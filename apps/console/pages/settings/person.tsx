import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Role } from "@ruyi/tenancy/contract";
import { type Colleague, type OpenSession, settings } from "../../api/settings.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Choose } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMe } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { useToast } from "../../shell/toast.tsx";
import { peopleWords, roleMeanings, roleNames } from "../../words/people.ts";
import { tellTime } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";
import { deviceName } from "./device.ts";
import { Grave } from "./grave.tsx";
import { type Handed, rolesFrom } from "./places.ts";

type Needs = {
  readonly person: Colleague;
  readonly slug: string;
  readonly onLink: (handed: Handed) => void;
  readonly onClose: () => void;
};

/** One colleague, opened below their row: role, link, devices, and the end of their access. */
export function Person({ person, slug, onLink, onClose }: Needs) {
  const say = useSay(peopleWords);
  const sayRole = useSay(roleNames);
  const sayMeaning = useSay(roleMeanings);
  const api = useApi(settings);
  const client = useQueryClient();
  const tell = useToast();
  const { staff: me } = useMe();
  const [role, setRole] = useState<Role>(person.post.role);
  const [isAsking, ask] = useState(false);
  const readAgain = (): Promise<void> => client.invalidateQueries({ queryKey: ["people"] });
  const { id, name } = person;
  const post = (next: Role) => api.changePost(id, { ...person.post, role: next });
  const changeRole = useMutation({
    mutationFn: post,
    onSuccess: async (_staff, next) => {
      await readAgain();
      const before = person.post.role;
      tell({
        text: say("roleChanged", { name, role: sayRole(next) }),
        ...(next === before ? {} : { onUndo: () => changeRole.mutate(before) }),
      });
    },
  });
  const link = useMutation({
    mutationFn: () => api.linkFor(id),
    onSuccess: async ({ token, expiresAt }) => {
      onLink({ name, token, expiresAt });
      onClose();
      await readAgain();
    },
  });
  const enable = useMutation({
    mutationFn: () => api.enable(id),
    onSuccess: async () => {
      await readAgain();
      tell({ text: say("isEnabled", { name }) });
    },
  });
  const disable = useMutation({
    mutationFn: () => api.disable(id),
    onSuccess: async () => {
      ask(false);
      await readAgain();
      tell({ text: say("isDisabled", { name }), onUndo: () => enable.mutate() });
    },
  });
  if (!person.isManageable) return <p className="mute dense">{say("notManageable")}</p>;
  if (person.disabledAt) {
    return (
      <div className="stack">
        <Failure error={enable.error} />
        <div className="row">
          <button type="button" className="btn" onClick={() => enable.mutate()} disabled={enable.isPending}>
            {say("enable")}
          </button>
        </div>
      </div>
    );
  }
  const error = changeRole.error ?? link.error ?? disable.error;
  return (
    <div className="person">
      <form
        className="row wrap end"
        onSubmit={(event) => {
          event.preventDefault();
          changeRole.mutate(role);
        }}
      >
        <Choose
          label={say("role")}
          hint={sayMeaning(role)}
          value={role}
          onChange={({ target }) => setRole(target.value as Role)}
        >
          {rolesFrom(me).map((each) => (
            <option key={each} value={each}>
              {sayRole(each)}
            </option>
          ))}
        </Choose>
        <button type="submit" className="btn" disabled={role === person.post.role || changeRole.isPending}>
          {say("saveRole")}
        </button>
      </form>
      <Devices id={id} slug={slug} />
      {isAsking ? (
        <Grave
          title={say("disableTitle", { name })}
          why={say("disableWhy")}
          act={say("disableDo")}
          name={name}
          error={disable.error}
          isPending={disable.isPending}
          onAct={() => disable.mutate()}
          onCancel={() => ask(false)}
        />
      ) : (
        <div className="stack">
          <Failure error={error} />
          <div className="row wrap">
            <button type="button" className="btn" onClick={() => link.mutate()} disabled={link.isPending}>
              {say("newLink")}
            </button>
            <button type="button" className="btn grave" onClick={() => ask(true)}>
              {say("disable")}
            </button>
          </div>
          <p className="hint">{say("newLinkWhy")}</p>
        </div>
      )}
    </div>
  );
}

function Devices({ id, slug }: { readonly id: string; readonly slug: string }) {
  const say = useSay(peopleWords);
  const api = useApi(settings);
  const client = useQueryClient();
  const tell = useToast();
  const key = ["sessions", slug, id];
  const sessions = useQuery({ queryKey: key, queryFn: () => api.sessionsOf(id) });
  const onSuccess = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: key });
    tell({ text: say("ended") });
  };
  const end = useMutation({ mutationFn: (session: string) => api.endSession(id, session), onSuccess });
  const endAll = useMutation({ mutationFn: () => api.endSessions(id), onSuccess });
  if (sessions.error) return <Failure error={sessions.error} onAgain={() => void sessions.refetch()} />;
  if (!sessions.data) return <Skeleton lines={2} />;
  return (
    <section className="stack" aria-label={say("where")}>
      <div className="sec-head">
        <h2>{say("where")}</h2>
        {sessions.data.items.length > 1 && (
          <button
            type="button"
            className="btn quiet s push"
            onClick={() => endAll.mutate()}
            disabled={endAll.isPending}
          >
            {say("endAll")}
          </button>
        )}
      </div>
      <Failure error={end.error ?? endAll.error} />
      <SessionList sessions={sessions.data.items} onEnd={(session) => end.mutate(session)} />
    </section>
  );
}

type ListNeeds = { readonly sessions: readonly OpenSession[]; readonly onEnd: (id: string) => void };

/** Devices somebody is signed in on, each with a way to sign it out. */
export function SessionList({ sessions, onEnd }: ListNeeds) {
  const say = useSay(peopleWords);
  const { language } = useSetting();
  if (sessions.length === 0) return <p className="dense mute">{say("noSessions")}</p>;
  return (
    <ul className="lines">
      {sessions.map(({ id, device, by, seenAt, isThisOne }) => {
        const named = deviceName(device) || say("unknownDevice");
        return (
          <li key={id}>
            <span>
              {named}
              <span className="faint"> · {say(by === "link" ? "byLink" : "byPassword")}</span>
            </span>
            <span className="num mute">{tellTime(seenAt, language, Date.now())}</span>
            {isThisOne ? (
              <span className="badge accent">{say("thisOne")}</span>
            ) : (
              <button
                type="button"
                className="btn quiet s"
                aria-label={say("endThat", { device: named })}
                onClick={() => onEnd(id)}
              >
                {say("end")}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
