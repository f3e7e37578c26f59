import { Link } from "@tanstack/react-router";
import type { Procedure } from "../../api/procedures.ts";
import { useSetting } from "../../shell/setting.tsx";
import { procedureWords } from "../../words/procedures.ts";
import { useSay } from "../../words/use-say.ts";
import { procedureRoute } from "./route.ts";

/** Steps by their numbers, each a way to it. */
export function StepLinks({ steps, procedure }: { readonly steps: readonly string[]; readonly procedure: Procedure }) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  const comma = language === "zh" ? "、" : ", ";
  return (
    <>
      {steps.map((id, index) => {
        const number = procedure.steps.findIndex((step) => step.id === id) + 1;
        return (
          <span key={id}>
            {index > 0 && comma}
            <Link
              from={procedureRoute.fullPath}
              search={(before) => ({ ...before, section: undefined, step: id })}
              title={procedure.steps[number - 1]?.title[language]}
            >
              {say("toStep", { number })}
            </Link>
          </span>
        );
      })}
    </>
  );
}
