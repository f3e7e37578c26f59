import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Role } from "@ruyi/tenancy/contract";
import { settings } from "../../api/settings.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Choose, Field } from "../../parts/field.tsx";
import { type Merchant, useMe } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { peopleWords, roleMeanings, roleNames } from "../../words/people.ts";
import { settingsWords } from "../../words/settings.ts";
import { tellTime } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";
import { ToldOnce } from "./copy.tsx";
import { type Handed, placeAt, type PlaceKind, placesFrom, rolesFrom } from "./places.ts";

type Needs = {
  readonly merchant: Merchant;
  readonly onMade: (handed: Handed) => void;
  readonly onCancel: () => void;
};

const looksLikeEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text.trim());

/** A new colleague: who they are, what they may do, and the link to hand them. */
export function Invite({ merchant, onMade, onCancel }: Needs) {
  const say = useSay(peopleWords);
  const sayShared = useSay(settingsWords);
  const sayRole = useSay(roleNames);
  const sayMeaning = useSay(roleMeanings);
  const { language } = useSetting();
  const api = useApi(settings);
  const client = useQueryClient();
  const { staff: me } = useMe();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("agent");
  const [place, setPlace] = useState<PlaceKind>("merchant");
  const [isTried, setTried] = useState(false);
  const isWhole = name.trim() !== "" && looksLikeEmail(email);
  const add = useMutation({
    mutationFn: async () => {
      const post = { role, at: placeAt(place, merchant) };
      const person = await api.welcome({ name: name.trim(), email: email.trim(), post });
      return { person, link: await api.linkFor(person.id) };
    },
    onSuccess: async ({ person, link }) => {
      onMade({ name: person.name, token: link.token, expiresAt: link.expiresAt });
      await client.invalidateQueries({ queryKey: ["people"] });
      await client.invalidateQueries({ queryKey: ["first-steps"] });
    },
  });
  const placeNames: Readonly<Record<PlaceKind, string>> = {
    merchant: say("atShop", { name: merchant.name[language] }),
    business: say("atBusiness", { name: merchant.name[language] }),
    platform: say("atPlatform"),
  };
  return (
    <form
      className="panel form"
      aria-label={say("invite")}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (isWhole && !add.isPending) add.mutate();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <div className="pair">
        <Field
          label={say("workingName")}
          hint={say("workingNameHint")}
          value={name}
          maxLength={80}
          autoFocus
          autoComplete="off"
          onChange={({ target }) => setName(target.value)}
          {...(isTried && name.trim() === "" ? { error: sayShared("needed") } : {})}
        />
        <Field
          label={say("email")}
          hint={say("emailHint")}
          type="email"
          value={email}
          maxLength={254}
          autoComplete="off"
          onChange={({ target }) => setEmail(target.value)}
          {...(isTried && !looksLikeEmail(email) ? { error: say("badEmail") } : {})}
        />
      </div>
      <div className="pair">
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
        <Choose label={say("place")} value={place} onChange={({ target }) => setPlace(target.value as PlaceKind)}>
          {placesFrom(me).map((each) => (
            <option key={each} value={each}>
              {placeNames[each]}
            </option>
          ))}
        </Choose>
      </div>
      <Failure error={add.error} />
      <div className="row">
        <button type="submit" className="btn" disabled={add.isPending}>
          {say("add")}
        </button>
        <button type="button" className="btn quiet" onClick={onCancel}>
          {sayShared("cancel")}
        </button>
      </div>
    </form>
  );
}

/** A one-time link, shown once, to be given to its person. */
export function LinkToHand({ name, token, expiresAt, onDone }: Handed & { readonly onDone: () => void }) {
  const say = useSay(peopleWords);
  const { language } = useSetting();
  const until = tellTime(expiresAt, language, Date.now());
  return (
    <ToldOnce
      title={say("linkTitle", { name })}
      why={say("linkWhy", { name, until })}
      text={`${location.origin}/sign-in#${token}`}
      onDone={onDone}
    />
  );
}
