import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { session } from "../../api/session.ts";
import { settings } from "../../api/settings.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Field } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { emailCodes, passwordCodes, useBlame } from "../../parts/use-blame.ts";
import { useMe } from "../../shell/session.ts";
import { useToast } from "../../shell/toast.tsx";
import { peopleWords, roleNames } from "../../words/people.ts";
import { youWords } from "../../words/platform.ts";
import { signInWords } from "../../words/sign-in.ts";
import { useSay } from "../../words/use-say.ts";
import { SessionList } from "./person.tsx";
import { PartHead } from "./part.tsx";

/** One's own sign-in: the password, and the devices one is signed in on. */
export function YouPart() {
  const say = useSay(youWords);
  const sayPeople = useSay(peopleWords);
  const sayRole = useSay(roleNames);
  const api = useApi(settings);
  const client = useQueryClient();
  const tell = useToast();
  const { staff } = useMe();
  const sessions = useQuery({ queryKey: ["my-sessions"], queryFn: api.mySessions });
  const end = useMutation({
    mutationFn: api.endMySession,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["my-sessions"] });
      tell({ text: sayPeople("ended") });
    },
  });
  if (sessions.error) return <Failure error={sessions.error} onAgain={() => void sessions.refetch()} />;
  if (!sessions.data) return <Skeleton lines={4} />;
  return (
    <>
      <PartHead title={say("title", { n: sessions.data.items.length })} lede={say("lede")} />
      <section aria-labelledby="devices" className="stack">
        <h2 id="devices">{say("devices")}</h2>
        <Failure error={end.error} />
        <SessionList sessions={sessions.data.items} onEnd={(id) => end.mutate(id)} />
      </section>
      <Password />
      <p className="note faint">{say("role", { role: sayRole(staff.post.role) })}</p>
    </>
  );
}

function Password() {
  const say = useSay(youWords);
  const sayDoor = useSay(signInWords);
  const api = useApi(session);
  const client = useQueryClient();
  const tell = useToast();
  const { staff } = useMe();
  const [given, give] = useState({ currentPassword: "", password: "", email: "" });
  const set = useMutation({
    mutationFn: () =>
      api.setPassword({
        password: given.password,
        ...(given.currentPassword === "" ? {} : { currentPassword: given.currentPassword }),
        ...(staff.email === undefined ? { email: given.email } : {}),
      }),
    onSuccess: async () => {
      give({ currentPassword: "", password: "", email: "" });
      tell({ text: say("isSet") });
      await Promise.all(
        ["me", "my-sessions", "first-steps"].map((name) => client.invalidateQueries({ queryKey: [name] })),
      );
    },
  });
  const blameEmail = useBlame(set.error, emailCodes);
  const blameCurrent = useBlame(set.error, ["wrong-current-password", "wait-to-sign-in"]);
  const blamePassword = useBlame(set.error, passwordCodes);
  const isBlamed = [blameEmail, blameCurrent, blamePassword].some(({ error }) => error !== undefined);
  return (
    <form
      className="form slim"
      aria-labelledby="password"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!set.isPending) set.mutate();
      }}
    >
      <h2 id="password">{say("password")}</h2>
      {!staff.hasPassword && <p className="dense mute">{say("noPassword")}</p>}
      {staff.email === undefined ? (
        <Field
          label={sayDoor("email")}
          hint={sayDoor("emailHint")}
          type="email"
          autoComplete="username"
          value={given.email}
          required
          onChange={({ target }) => give({ ...given, email: target.value })}
          {...blameEmail}
        />
      ) : (
        <input type="hidden" autoComplete="username" value={staff.email} readOnly />
      )}
      {staff.hasPassword && (
        <Field
          label={say("current")}
          hint={say("currentHint")}
          type="password"
          autoComplete="current-password"
          value={given.currentPassword}
          onChange={({ target }) => give({ ...given, currentPassword: target.value })}
          {...blameCurrent}
        />
      )}
      <Field
        label={sayDoor("newPassword")}
        hint={sayDoor("passwordHint")}
        type="password"
        autoComplete="new-password"
        required
        value={given.password}
        onChange={({ target }) => give({ ...given, password: target.value })}
        {...blamePassword}
      />
      {!isBlamed && <Failure error={set.error} />}
      <div className="row">
        <button type="submit" className="btn primary" disabled={set.isPending}>
          {say("set")}
        </button>
      </div>
    </form>
  );
}
