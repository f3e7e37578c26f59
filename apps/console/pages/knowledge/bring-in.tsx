import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { knowledge } from "../../api/knowledge.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Area, Choose, Field } from "../../parts/field.tsx";
import { useToast } from "../../shell/toast.tsx";
import { knowledgeWords } from "../../words/knowledge.ts";
import { useSay } from "../../words/use-say.ts";
import { knowledgeRoute } from "./route.ts";

/** From a page, Markdown or a table: each question becomes a draft for somebody to read. */
export function BringInForm({ merchant }: { readonly merchant: string }) {
  const say = useSay(knowledgeWords);
  const api = useApi(knowledge);
  const client = useQueryClient();
  const navigate = useNavigate();
  const tell = useToast();
  const [kind, setKind] = useState<"page" | "markdown" | "csv">("page");
  const [text, setText] = useState("");
  const bringing = useMutation({
    mutationFn: () => api.bringIn(merchant, kind === "page" ? { kind, url: text.trim() } : { kind, name: kind, text }),
    onSuccess: async ({ articles }) => {
      setText("");
      await client.invalidateQueries({ queryKey: ["articles", merchant] });
      tell({ text: say("brought", { n: articles.length }) });
      await navigate({ to: knowledgeRoute.to, params: { merchant }, search: { show: "review" } });
    },
  });
  return (
    <details className="foldout">
      <summary>{say("bringIn")}</summary>
      <form
        className="form mt-3"
        onSubmit={(event) => {
          event.preventDefault();
          bringing.mutate();
        }}
      >
        <p className="mute dense">{say("bringInWhy")}</p>
        <Choose
          label={say("bringKind")}
          value={kind}
          onChange={({ target }) => {
            const chosen = (["page", "markdown", "csv"] as const).find((each) => each === target.value);
            if (chosen) setKind(chosen);
          }}
        >
          <option value="page">{say("fromPage")}</option>
          <option value="markdown">{say("fromMarkdown")}</option>
          <option value="csv">{say("fromCsv")}</option>
        </Choose>
        {kind === "page" ? (
          <Field
            label={say("address")}
            hint={say("addressHint")}
            type="url"
            maxLength={2_000}
            required
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        ) : (
          <Area
            label={say("paste")}
            rows={8}
            maxLength={200_000}
            required
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
        <Failure error={bringing.error} />
        <div className="row">
          <button type="submit" className="btn" disabled={bringing.isPending || text.trim() === ""}>
            {say("doBring")}
          </button>
        </div>
      </form>
    </details>
  );
}
