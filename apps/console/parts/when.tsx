import { useMerchant } from "../shell/session.ts";
import { useSetting } from "../shell/setting.tsx";
import { tellDate, tellTime } from "../words/tell.ts";

/** A moment in the viewer's zone, or its day alone; the merchant's own time stands in the tip. */
export function When({ at, isDay = false }: { readonly at: string; readonly isDay?: boolean }) {
  const { language } = useSetting();
  const zone = useMerchant()?.zone;
  const now = Date.now();
  const theirs = zone === undefined ? undefined : `${tellTime(at, language, now, zone)} ${zone}`;
  return (
    <time className="num" dateTime={at} title={theirs}>
      {isDay ? tellDate(at, language, now) : tellTime(at, language, now)}
    </time>
  );
}
