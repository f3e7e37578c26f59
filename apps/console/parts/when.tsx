import { useMerchant } from "../shell/session.ts";
import { useSetting } from "../shell/setting.tsx";
import { tellTime } from "../words/tell.ts";

/** A moment in the viewer's zone; the merchant's own time stands in the tip. */
export function When({ at }: { readonly at: string }) {
  const { language } = useSetting();
  const zone = useMerchant()?.zone;
  const now = Date.now();
  const theirs = zone === undefined ? undefined : `${tellTime(at, language, now, zone)} ${zone}`;
  return (
    <time className="num" dateTime={at} title={theirs}>
      {tellTime(at, language, now)}
    </time>
  );
}
