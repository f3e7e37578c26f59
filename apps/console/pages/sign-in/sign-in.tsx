import { useEffect, useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type Me, session } from "../../api/session.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Field } from "../../parts/field.tsx";
import { Mark } from "../../parts/mark.tsx";
import { emailCodes, passwordCodes, useBlame } from "../../parts/use-blame.ts";
import { Reading } from "../../shell/reading.tsx";
import { shellWords } from "../../words/shell.ts";
import { signInWords } from "../../words/sign-in.ts";
import { useSay } from "../../words/use-say.ts";
import { signInRoute } from "./route.ts";

/** The door: by password, by a one-time link, and then the chance to set a password. */
export function SignIn() {
  const say = useSay(signInWords);
  const sayShell = useSay(shellWords);
  const api = useApi(session);
  const navigate = useNavigate();
  const { next } = signInRoute.useSearch();
  const client = useQueryClient();
  const [link, setLink] = useState(takeLink);
  const [entered, setEntered] = useState<Me["staff"]>();
  useEffect(() => {
    // A second link opened in the same tab changes nothing but the part behind the `#`.
    const onHash = (): void => setLink((before) => takeLink() ?? before);
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);

  const goOn = (): void => {
    client.clear();
    void navigate({ href: next ?? "/console", replace: true });
  };
  useEffect(() => {
    document.title = `${say("doSignIn")} · ${sayShell("product")}`;
  }, [say, sayShell]);
  const byLink = useMutation({
    mutationFn: api.signInByLink,
    onSuccess: ({ staff }) => (staff.hasPassword ? goOn() : setEntered(staff)),
    onError: () => setLink(undefined),
  });

  return (
    <main className="door">
      <header className="row">
        <Mark size={26} />
        <span className="brand-name">{sayShell("product")}</span>
        <Reading />
      </header>
      {entered ? (
        <NewPassword staff={entered} onDone={goOn} />
      ) : (
        <>
          <h1>{link === undefined ? say("signIn") : say("linkTitle")}</h1>
          <Failure error={byLink.error} />
          {link === undefined ? (
            <PasswordForm onDone={goOn} />
          ) : (
            <div className="stack l">
              <p className="mute">{say("linkNote")}</p>
              <button
                type="button"
                className="btn primary l"
                aria-disabled={byLink.isPending}
                onClick={() => !byLink.isPending && byLink.mutate(link)}
              >
                {say("useLink")}
              </button>
            </div>
          )}
        </>
      )}
    </main>
  );
}

function PasswordForm({ onDone }: { readonly onDone: () => void }) {
  const say = useSay(signInWords);
  const api = useApi(session);
  const signIn = useMutation({
    mutationFn: ({ email, password }: { email: string; password: string }) => api.signIn(email, password),
    onSuccess: onDone,
  });
  const blame = useBlame(signIn.error, ["wrong-email-or-password", "wait-to-sign-in"]);
  return (
    <form
      className="stack l"
      onSubmit={(event) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget);
        if (!signIn.isPending) signIn.mutate({ email: textIn(given, "email"), password: textIn(given, "password") });
      }}
    >
      <Field label={say("email")} name="email" type="email" autoComplete="username" required />
      <Field
        label={say("password")}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        {...blame}
      />
      {!blame.error && <Failure error={signIn.error} />}
      <button type="submit" className="btn primary l">
        {say("doSignIn")}
      </button>
      <p className="hint">{say("noPassword")}</p>
    </form>
  );
}

function NewPassword({ staff, onDone }: { readonly staff: Me["staff"]; readonly onDone: () => void }) {
  const say = useSay(signInWords);
  const api = useApi(session);
  const set = useMutation({ mutationFn: api.setPassword, onSuccess: onDone });
  const blameEmail = useBlame(set.error, emailCodes);
  const blamePassword = useBlame(set.error, passwordCodes);
  return (
    <form
      className="stack l"
      onSubmit={(event) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget);
        const password = textIn(given, "password");
        if (!set.isPending) set.mutate({ password, ...(staff.email ? {} : { email: textIn(given, "email") }) });
      }}
    >
      <h1>{say("setTitle")}</h1>
      {staff.email === undefined ? (
        <Field
          label={say("email")}
          hint={say("emailHint")}
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
          {...blameEmail}
        />
      ) : (
        <Field label={say("email")} name="email" value={staff.email} autoComplete="username" readOnly />
      )}
      <Field
        label={say("newPassword")}
        hint={say("passwordHint")}
        name="password"
        type="password"
        autoComplete="new-password"
        required
        {...blamePassword}
      />
      {!blameEmail.error && !blamePassword.error && <Failure error={set.error} />}
      <div className="row wrap">
        <button type="submit" className="btn primary l">
          {say("setPassword")}
        </button>
        <button type="button" className="btn quiet l" onClick={onDone}>
          {say("later")}
        </button>
      </div>
    </form>
  );
}

/** The token that a one-time link carries behind its `#`; it is taken out of the address at once. */
function takeLink(): string | undefined {
  const token = location.hash.slice(1);
  if (token === "") return undefined;
  history.replaceState(null, "", location.pathname + location.search);
  return token;
}

const textIn = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};
