import { z } from "zod";

// The page's policy lets no code be made from text; this must be known before the first shape is described.
z.config({ jitless: true });
