export { ModeRule, ModesText, ModesView } from "./modes/contract.ts";
