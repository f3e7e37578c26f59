#!/usr/bin/env node
import { launch } from "../../tools/launch.mjs";

launch("apps/cli/main.ts", process.argv.slice(2));
