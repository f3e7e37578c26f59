import "./shell/no-code-from-text.ts";
import "./look/look.css";
import { createRoot } from "react-dom/client";
import { createCall } from "./api/call.ts";
import { Console } from "./shell/console.tsx";
import { createConsoleRouter } from "./shell/router.ts";

const root = document.querySelector("#root");
if (!root) throw new Error('The page has no element "root" for the console; look at its document.');
createRoot(root).render(<Console call={createCall((...call) => fetch(...call))} router={createConsoleRouter()} />);
