import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { settings, type Shop } from "../../api/settings.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Field } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMe } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { useToast } from "../../shell/toast.tsx";
import { platformWords } from "../../words/platform.ts";
import { settingsWords } from "../../words/settings.ts";
import { useSay } from "../../words/use-say.ts";
import { ChangeTable } from "./audit.tsx";
import { LinkToHand } from "./invite.tsx";
import { PeopleTable } from "./people.tsx";
import type { Handed } from "./places.ts";
import { settingsRoute } from "./route.ts";
import { PartHead } from "./part.tsx";

/** What stands above the shops: the tree, the people there, and what they changed. */
export function PlatformPart() {
  const say = useSay(platformWords);
  const { language } = useSetting();
  const api = useApi(settings);
  const me = useMe();
  const mayCreate = me.permissions.includes("merchant.create");
  const isPlatform = me.staff.post.at.kind === "platform";
  const [making, make] = useState<string>();
  const [handed, hand] = useState<Handed>();
  const tree = useQuery({
    queryKey: ["tree"],
    queryFn: async () => {
      const [businesses, shops] = await Promise.all([api.businesses(), api.shops()]);
      return { businesses: businesses.items, shops: shops.items };
    },
  });
  const people = useQuery({ queryKey: ["people", "above"], queryFn: () => api.peopleBelow() });
  const changes = useQuery({
    queryKey: ["audit-above"],
    queryFn: () => api.auditAbove(),
    enabled: me.permissions.includes("audit.read"),
  });
  if (tree.error) return <Failure error={tree.error} onAgain={() => void tree.refetch()} />;
  if (!tree.data) return <Skeleton lines={6} />;
  const { businesses, shops } = tree.data;
  const above = people.data?.items.filter(({ post }) => post.at.kind !== "merchant") ?? [];
  return (
    <>
      <PartHead title={say("title", { businesses: businesses.length, shops: shops.length })} lede={say("lede")}>
        {isPlatform && mayCreate && (
          <button type="button" className="btn" onClick={() => make("business")} disabled={making === "business"}>
            {say("addBusiness")}
          </button>
        )}
      </PartHead>
      {making === "business" && <NewBusiness onEnd={() => make(undefined)} />}
      <ul className="tree" aria-label={say("tree")}>
        {businesses.map(({ id, name }) => {
          const below = shops.filter(({ businessId }) => businessId === id);
          return (
            <li key={id}>
              <div className="row">
                <h2>{name[language]}</h2>
                {mayCreate && (
                  <button
                    type="button"
                    className="btn quiet s push"
                    aria-label={say("addShopTo", { name: name[language] })}
                    onClick={() => make(making === id ? undefined : id)}
                  >
                    {say("addShop")}
                  </button>
                )}
              </div>
              {making === id && <NewShop businessId={id} like={below[0]} onEnd={() => make(undefined)} />}
              <ul className="lines">
                {below.map((shop) => (
                  <li key={shop.id}>
                    <Link
                      className="tap"
                      to={settingsRoute.to}
                      params={{ merchant: shop.slug }}
                      aria-label={say("openSettings", { name: shop.name[language] })}
                    >
                      {shop.name[language]}
                    </Link>
                    <span className="mono faint">{shop.slug}</span>
                    <span className="mute">
                      {shop.zone} · {shop.currency}
                    </span>
                  </li>
                ))}
                {below.length === 0 && <li className="mute">{say("noShops")}</li>}
              </ul>
            </li>
          );
        })}
      </ul>
      <section aria-labelledby="above" className="stack">
        <h2 id="above">{say("people")}</h2>
        {handed && <LinkToHand {...handed} onDone={() => hand(undefined)} />}
        <Failure error={people.error} />
        {above.length > 0 ? (
          <PeopleTable people={above} slug="above" onLink={hand} />
        ) : (
          people.isSuccess && <p className="dense mute">{say("peopleNone")}</p>
        )}
      </section>
      {changes.data && changes.data.items.length > 0 && (
        <section aria-labelledby="changes" className="stack">
          <h2 id="changes">{say("changes")}</h2>
          <ChangeTable changes={changes.data.items} />
        </section>
      )}
    </>
  );
}

function NewBusiness({ onEnd }: { readonly onEnd: () => void }) {
  const say = useSay(platformWords);
  const api = useApi(settings);
  const client = useQueryClient();
  const tell = useToast();
  const { language } = useSetting();
  const make = useMutation({
    mutationFn: (name: Shop["name"]) => api.makeBusiness(name),
    onSuccess: async ({ name }) => {
      onEnd();
      tell({ text: say("made", { name: name[language] }) });
      await client.invalidateQueries({ queryKey: ["tree"] });
    },
  });
  return <Naming act={say("createBusiness")} what={say("businessName")} make={make} onEnd={onEnd} />;
}

type NewShopNeeds = { readonly businessId: string; readonly like: Shop | undefined; readonly onEnd: () => void };

function NewShop({ businessId, like, onEnd }: NewShopNeeds) {
  const say = useSay(platformWords);
  const sayShared = useSay(settingsWords);
  const api = useApi(settings);
  const client = useQueryClient();
  const tell = useToast();
  const { language } = useSetting();
  const [slug, setSlug] = useState("");
  const isSlug = /^[a-z0-9](?:-?[a-z0-9]){1,39}$/.test(slug);
  const make = useMutation({
    mutationFn: (name: Shop["name"]) =>
      api.makeShop({
        businessId,
        slug,
        name,
        defaultLanguage: like?.defaultLanguage ?? language,
        languages: like?.languages ?? ["zh", "en"],
        zone: like?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
        currency: like?.currency ?? (language === "zh" ? "CNY" : "USD"),
      }),
    onSuccess: async ({ name }) => {
      onEnd();
      tell({ text: say("made", { name: name[language] }) });
      await client.invalidateQueries({ queryKey: ["tree"] });
      await client.invalidateQueries({ queryKey: ["me"] });
    },
  });
  return (
    <Naming act={say("create")} what={sayShared("shop")} make={make} onEnd={onEnd} isWhole={isSlug}>
      <Field
        label={say("slug")}
        hint={say("slugHint")}
        value={slug}
        maxLength={40}
        spellCheck={false}
        onChange={({ target }) => setSlug(target.value)}
        {...(slug !== "" && !isSlug ? { error: say("badSlug") } : {})}
      />
    </Naming>
  );
}

type NamingNeeds = {
  readonly act: string;
  readonly what: string;
  readonly make: {
    readonly mutate: (name: Shop["name"]) => void;
    readonly isPending: boolean;
    readonly error: unknown;
  };
  readonly isWhole?: boolean;
  readonly onEnd: () => void;
  readonly children?: React.ReactNode;
};

/** A new thing with a name in both languages. */
function Naming({ act, what, make, isWhole = true, onEnd, children }: NamingNeeds) {
  const sayShared = useSay(settingsWords);
  const [name, setName] = useState({ zh: "", en: "" });
  const isNamed = name.zh.trim() !== "" && name.en.trim() !== "";
  return (
    <form
      className="panel form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isNamed && isWhole && !make.isPending) make.mutate({ zh: name.zh.trim(), en: name.en.trim() });
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onEnd();
      }}
    >
      <div className="pair">
        <Field
          label={sayShared("inZh", { what })}
          lang="zh-CN"
          value={name.zh}
          maxLength={80}
          autoFocus
          onChange={({ target }) => setName({ ...name, zh: target.value })}
        />
        <Field
          label={sayShared("inEn", { what })}
          lang="en"
          value={name.en}
          maxLength={80}
          onChange={({ target }) => setName({ ...name, en: target.value })}
        />
      </div>
      {children}
      <Failure error={make.error} />
      <div className="row">
        <button type="submit" className="btn" disabled={!isNamed || !isWhole || make.isPending}>
          {act}
        </button>
        <button type="button" className="btn quiet" onClick={onEnd}>
          {sayShared("cancel")}
        </button>
      </div>
    </form>
  );
}
