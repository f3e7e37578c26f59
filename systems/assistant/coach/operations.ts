import { createFigures } from "./figures/operations.ts";
import { createGroups } from "./groups/operations.ts";
import { createHeard } from "./heard/operations.ts";
import type { UnderstandingDeps } from "./needs.ts";
import { createTeaching } from "./teaching/operations.ts";
import { createVersions } from "./versions/operations.ts";

export type Understanding = ReturnType<typeof createUnderstanding>;

/** Reads merchants' messages as their customers put things, hears what was not understood, and is taught. */
export function createUnderstanding(deps: UnderstandingDeps) {
  const versions = createVersions(deps);
  const { read, ready, hearOthers, goBack, lessons } = versions;
  return {
    ...{ read, ready, hearOthers, goBack, lessons },
    ...createHeard(deps),
    ...createGroups(deps),
    ...createTeaching(deps, versions),
    ...createFigures(deps),
  };
}
