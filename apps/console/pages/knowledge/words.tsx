import { useQuery } from "@tanstack/react-query";
import { knowledge } from "../../api/knowledge.ts";
import { useApi } from "../../api/use-api.ts";
import { Area, Choose, Field } from "../../parts/field.tsx";
import { articleWords } from "../../words/knowledge.ts";
import { useSay } from "../../words/use-say.ts";
import { isHalf, lengthOf, readsWell, type WordsFields } from "./content.ts";

type Needs = {
  readonly language: "zh" | "en";
  readonly merchant: string;
  readonly value: WordsFields;
  readonly isOff: boolean;
  readonly onChange: (value: WordsFields) => void;
};

/** An article in one language. */
export function WordsFieldset({ language, merchant, value, isOff, onChange }: Needs) {
  const say = useSay(articleWords);
  const lang = language === "zh" ? "zh-CN" : "en";
  const length = lengthOf(value.answer, language);
  const hint = length > readsWell[language] ? say("answerLong", { n: length }) : say("answerHint");
  return (
    <fieldset className="stack l" lang={lang}>
      <legend className="strong pb-2">{say(language === "zh" ? "inZh" : "inEn")}</legend>
      <Field
        label={say("title")}
        hint={say("titleHint")}
        maxLength={120}
        value={value.title}
        disabled={isOff}
        onChange={({ target }) => onChange({ ...value, title: target.value })}
      />
      <Area
        label={say("asked")}
        hint={say("askedHint")}
        rows={6}
        value={value.asked}
        disabled={isOff}
        onChange={({ target }) => onChange({ ...value, asked: target.value })}
      />
      <Area
        label={say("answer")}
        hint={hint}
        rows={5}
        maxLength={1_200}
        value={value.answer}
        disabled={isOff}
        onChange={({ target }) => onChange({ ...value, answer: target.value })}
        {...(isHalf(value) ? { error: say("needed") } : {})}
      />
      <Settings
        language={language}
        merchant={merchant}
        isOff={isOff}
        onChoose={(name) => onChange({ ...value, answer: `${value.answer}{${name}}` })}
      />
    </fieldset>
  );
}

/** The settings an answer may name, so that it always says what the rule says. */
function Settings({
  language,
  merchant,
  isOff,
  onChoose,
}: Pick<Needs, "language" | "merchant" | "isOff"> & { readonly onChoose: (name: string) => void }) {
  const say = useSay(articleWords);
  const api = useApi(knowledge);
  const found = useQuery({
    queryKey: ["article-variables", merchant, language],
    queryFn: () => api.variables(merchant, language),
    staleTime: 60_000,
  });
  return (
    <Choose
      label={say("variable")}
      value=""
      disabled={isOff}
      onChange={({ target }) => target.value && onChoose(target.value)}
    >
      <option value="">–</option>
      {found.data?.items.map(({ name, title, procedure, value }) => (
        <option key={name} value={name}>
          {procedure} · {title} · {value}
        </option>
      ))}
    </Choose>
  );
}
