import { useQuery } from "@tanstack/react-query";
import { procedures } from "../../api/procedures.ts";
import { useApi } from "../../api/use-api.ts";
import { useSetting } from "../../shell/setting.tsx";
import { procedureWords } from "../../words/inbox.ts";
import { understandingWords } from "../../words/understanding.ts";
import { named, useSay } from "../../words/use-say.ts";

/** What a message can mean: the procedures customers can begin, and none of them. */
function useMeanings(merchant: string) {
  const api = useApi(procedures);
  const { language } = useSetting();
  const list = useQuery({ queryKey: ["procedures", merchant], queryFn: () => api.list(merchant), staleTime: 60_000 });
  return (list.data?.items ?? [])
    .filter(({ kind, inForce }) => kind === "startable" && inForce)
    .map(({ id, title }) => ({ id, name: title[language] }))
    .toSorted((one, other) => one.name.localeCompare(other.name, language));
}

/** What a reading leads to, or what was meant, by name. */
export function useNameOf() {
  const say = useSay(understandingWords);
  const { language } = useSetting();
  return (outcome: string, kind: "meant" | "led" = "meant"): string => {
    if (outcome === "unsure") return say("unsure");
    if (outcome === "none") return say(kind === "meant" ? "none" : "noneOutcome");
    return named(procedureWords, outcome, language);
  };
}

type Needs = {
  readonly merchant: string;
  readonly label: string;
  readonly value: string;
  readonly onChoose: (means: string) => void;
};

/** One of the meanings. */
export function Meaning({ merchant, label, value, onChoose }: Needs) {
  const say = useSay(understandingWords);
  const meanings = useMeanings(merchant);
  return (
    <select
      className="input meaning"
      aria-label={label}
      value={value}
      onChange={({ target }) => onChoose(target.value)}
    >
      <option value="">{say("choose")}</option>
      {meanings.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
      <option value="none">{say("none")}</option>
    </select>
  );
}
