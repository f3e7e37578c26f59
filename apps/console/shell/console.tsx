import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ApiError, type Call } from "../api/call.ts";
import { CallProvider } from "../api/use-api.ts";
import type { createConsoleRouter } from "./router.ts";
import { SettingProvider } from "./setting.tsx";

/** Worth asking again: no answer, or a service in trouble. A refusal stays one. */
const mayPass = (error: unknown): boolean => error instanceof ApiError && (error.status === 0 || error.status >= 500);

const client = new QueryClient({
  defaultOptions: {
    queries: { retry: (failures, error) => failures < 2 && mayPass(error), staleTime: 1_000 },
    mutations: { retry: false },
  },
});

type Needs = { readonly call: Call; readonly router: ReturnType<typeof createConsoleRouter> };

/** The whole console: how one reads, whom one asks, and where one is. */
export const Console = ({ call, router }: Needs) => (
  <QueryClientProvider client={client}>
    <CallProvider value={call}>
      <SettingProvider>
        <RouterProvider router={router} />
      </SettingProvider>
    </CallProvider>
  </QueryClientProvider>
);
