import type { Jobs } from "@ruyi/platform";
import type { Tenancy } from "./operations.ts";

/** Clears away sessions, links and attempts long over, in the small hours. */
export const startTenancyJobs = (jobs: Jobs, tenancy: Tenancy): Promise<void> =>
  jobs.every("tenancy.sweep", "17 3 * * *", async () => void (await tenancy.sweepSignIns()));
