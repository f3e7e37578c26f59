import { type FormEvent, useState } from "react";
import { useMutation } from "@tanstack/react-query";
import { type Customer, customers } from "../../api/customers.ts";
import { useApi } from "../../api/use-api.ts";
import { type Fact, Facts } from "../../parts/facts.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Field } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { When } from "../../parts/when.tsx";
import { useMe } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { customerWords } from "../../words/customers.ts";
import { tellWait } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";

type Needs = {
  readonly merchant: string;
  readonly customer: string;
  readonly told: Customer["profile"] | undefined;
  readonly isPending: boolean;
};

/** Who the shop says this is. The contact is masked until somebody says why they need it. */
export function Profile({ merchant, customer, told, isPending }: Needs) {
  const say = useSay(customerWords);
  const { language } = useSetting();
  const { permissions } = useMe();
  const api = useApi(customers);
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const see = useMutation({
    mutationFn: () => api.contact(merchant, customer, reason.trim()),
    onSuccess: () => setAsking(false),
  });
  const value = told?.value;
  const isOld = told?.state === "last-known";
  const source =
    told?.readAt == null
      ? say("shop")
      : isOld
        ? say("shopAge", { age: tellWait(told.readAt, language, Date.now()) })
        : say("justNow");
  const whole = see.data;
  const fact = (label: string, known: string | undefined): Fact =>
    known === undefined
      ? { label, unknown: say("unknown"), find: say("askShop") }
      : { label, value: <span dir="auto">{known}</span>, source, isStale: isOld };
  const contact = value?.contact;
  const town = contact ? [contact.address.region, contact.address.city].filter(Boolean).join(" ") : undefined;
  const { address } = whole ?? {};
  return (
    <section aria-labelledby="profile">
      <h2 id="profile">{say("profile")}</h2>
      {isPending ? (
        <Skeleton lines={4} />
      ) : (
        <Facts
          facts={[
            value
              ? { label: say("since"), value: <When at={value.openedAt} isDay />, source, isStale: isOld }
              : fact(say("since"), undefined),
            fact(say("language"), value ? say(value.language) : undefined),
            fact(say("phone"), whole?.phone ?? contact?.phone),
            fact(say("email"), whole?.email ?? contact?.email),
            ...(address
              ? [
                  fact(say("recipient"), `${address.recipient} ${address.phone}`),
                  fact(
                    say("address"),
                    [address.region, address.city, address.district, address.detail].filter(Boolean).join(" "),
                  ),
                ]
              : [fact(say("address"), town)]),
          ]}
        />
      )}
      {value && permissions.includes("conversation.handle") && !whole && !isAsking && (
        <button type="button" className="btn quiet s flush" onClick={() => setAsking(true)}>
          {say("unmask")}
        </button>
      )}
      {isAsking && (
        <form
          className="decide foot"
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            see.mutate();
          }}
        >
          <Field
            label={say("unmaskWhy")}
            hint={say("unmaskHint")}
            required
            minLength={3}
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <div className="row">
            <button type="submit" className="btn" disabled={see.isPending}>
              {say("doUnmask")}
            </button>
            <button type="button" className="btn quiet" onClick={() => setAsking(false)}>
              {say("cancel")}
            </button>
          </div>
          <Failure error={see.error} />
        </form>
      )}
      {whole && (
        <button type="button" className="btn quiet s flush" onClick={() => see.reset()}>
          {say("hide")}
        </button>
      )}
    </section>
  );
}
