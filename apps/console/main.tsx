import "./no-code-from-text.ts";
import { createRoot } from "react-dom/client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ApiError, createApi } from "./api.ts";
import { Console } from "./console.tsx";

/** Worth asking again: no answer, or a service in trouble. A refusal stays one. */
const mayPass = (error: unknown): boolean => error instanceof ApiError && (error.status === 0 || error.status >= 500);

const client = new QueryClient({
  defaultOptions: {
    queries: { retry: (failures, error) => failures < 2 && mayPass(error), staleTime: 1_000 },
    mutations: { retry: false },
  },
});
const root = document.querySelector("#root");
if (!root) throw new Error('The page has no element "root" for the console; look at its document.');
createRoot(root).render(
  <QueryClientProvider client={client}>
    <Console api={createApi((...call) => fetch(...call))} />
  </QueryClientProvider>,
);
