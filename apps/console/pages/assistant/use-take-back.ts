import { useMutation, useQueryClient } from "@tanstack/react-query";
import { understanding } from "../../api/understanding.ts";
import { useApi } from "../../api/use-api.ts";
import { useToast } from "../../shell/toast.tsx";
import { understandingWords } from "../../words/understanding.ts";
import { useSay } from "../../words/use-say.ts";

/** Takes back what a version taught; everything on the page is read again. */
export function useTakeBack(merchant: string) {
  const say = useSay(understandingWords);
  const api = useApi(understanding);
  const tell = useToast();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (version: number) => api.takeBack(merchant, version),
    onSuccess: async () => {
      tell({ text: say("takenBack") });
      await cache.invalidateQueries({ queryKey: ["understanding", merchant] });
    },
  });
}
