export { readPage } from "./answers/read-page.ts";
export { demoCustomers, hostile, none as calm } from "@ruyi/commerce";
export { demoView, type DemoView, seedDemo } from "./demo.ts";
export { type House, type HouseOptions, openHouse, wireRooms } from "./house.ts";
export { loadDemoPast, planDemoPast } from "./past/load.ts";
export { createApp, type RunningServer, startServer } from "./server.ts";
export { staffingAt } from "./staffing.ts";
export { poolFor, readSettings, type Settings } from "./settings.ts";
