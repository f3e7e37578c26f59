import type { CSSProperties } from "react";
import { themeOf, type WidgetLookBody } from "@ruyi/tenancy/contract";
import { Mark } from "../../parts/mark.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { lookWords, offerNames } from "../../words/look.ts";
import { useSay } from "../../words/use-say.ts";

type Needs = { readonly look: WidgetLookBody; readonly shopName: string; readonly theme: "light" | "dark" };

/** The widget as a customer will see it, in one of its two themes. A picture: nothing in it can be pressed. */
export function LookPreview({ look, shopName, theme }: Needs) {
  const say = useSay(lookWords);
  const sayOffer = useSay(offerNames);
  const { language } = useSetting();
  const tones = themeOf(look.accent)[theme];
  const colours = Object.fromEntries(Object.entries(tones).map(([name, hex]) => [`--w-${name}`, hex])) as CSSProperties;
  const name = look.name?.[language] || shopName;
  return (
    <div className={`mock ${look.side}`} data-theme={theme} style={colours} aria-hidden="true">
      <div className="mock-window">
        <div className="mock-head">
          <Mark size={18} />
          <span className="strong trunc">{name}</span>
          <span className="mock-person">{say("previewPerson")}</span>
        </div>
        <p className="mock-hello">{look.greeting?.[language] || say("previewGreeting", { name })}</p>
        <ul className="mock-offers">
          {look.offers.map((offer) => (
            <li key={offer}>{sayOffer(offer)}</li>
          ))}
        </ul>
        <p className="mock-mine">{say("previewSays")}</p>
        <p className="mock-theirs">{say("previewAnswer")}</p>
        <div className="mock-write">
          <span>{say("previewWrite")}</span>
          <i />
        </div>
      </div>
      <span className="mock-button">
        <Mark size={20} />
      </span>
    </div>
  );
}
