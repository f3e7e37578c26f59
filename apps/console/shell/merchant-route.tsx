import { useEffect } from "react";
import { useQuery } from "@tanstack/react-query";
import { createRoute, Navigate, Outlet, useRouter } from "@tanstack/react-router";
import { ApiError } from "../api/call.ts";
import { session } from "../api/session.ts";
import { settings } from "../api/settings.ts";
import { useApi } from "../api/use-api.ts";
import { Empty } from "../parts/empty.tsx";
import { Failure } from "../parts/failure.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { shellWords } from "../words/shell.ts";
import { useSay } from "../words/use-say.ts";
import { rootRoute } from "./root-route.tsx";
import { MeProvider, useMe } from "./session.ts";

/** What only those who are signed in see; the others are led to the door and back. */
export const enteredRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/console",
  component: Entered,
});

/** `/console` alone leads to the first shop one looks after. */
export const firstShopRoute = createRoute({ getParentRoute: () => enteredRoute, path: "/", component: FirstShop });

/** Every page of a shop stands under this route, inside the frame that the router gives it. */
export const merchantRoute = createRoute({ getParentRoute: () => enteredRoute, path: "$merchant" });

export const firstPageRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "/",
  component: FirstPage,
});

/** The inbox; or the guide, for who sets the shop up, while nobody has written to it yet. */
function FirstPage() {
  const { merchant } = merchantRoute.useParams();
  const mayChange = useMe().permissions.includes("merchant.change");
  const api = useApi(settings);
  const steps = useQuery({
    queryKey: ["first-steps", merchant],
    queryFn: () => api.firstSteps(merchant),
    enabled: mayChange,
  });
  if (mayChange && steps.isPending) return <main className="page" id="main" tabIndex={-1} />;
  const isNew = steps.data?.steps.some(({ id, isDone }) => id === "widget" && !isDone);
  if (isNew) return <Navigate to="/console/$merchant/start" params={{ merchant }} replace />;
  return <Navigate to="/console/$merchant/inbox/$view/{-$conversation}" params={{ merchant, view: "queue" }} replace />;
}

function Entered() {
  const api = useApi(session);
  const router = useRouter();
  const me = useQuery({ queryKey: ["me"], queryFn: api.me, staleTime: 60_000 });
  const isOut = me.error instanceof ApiError && me.error.status === 401;
  useEffect(() => {
    if (isOut) void router.navigate({ to: "/sign-in", search: { next: router.state.location.href }, replace: true });
  }, [isOut, router]);
  if (me.data) {
    return (
      <MeProvider value={me.data}>
        <Outlet />
      </MeProvider>
    );
  }
  return (
    <main className="alone">
      {me.error && !isOut ? <Failure error={me.error} onAgain={() => void me.refetch()} /> : <Skeleton lines={4} />}
    </main>
  );
}

function FirstShop() {
  const say = useSay(shellWords);
  const first = useMe().merchants[0];
  if (first) return <Navigate to="/console/$merchant" params={{ merchant: first.slug }} replace />;
  return (
    <main className="alone">
      <Empty line={say("noShops")} why={say("noShopsWhy")} />
    </main>
  );
}
