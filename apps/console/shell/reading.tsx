import { shellWords } from "../words/shell.ts";
import { useSay } from "../words/use-say.ts";
import { useSetting } from "./setting.tsx";

/** The two switches of how one reads: language and colours. */
export function Reading() {
  const say = useSay(shellWords);
  const { language, setLanguage, theme, setTheme } = useSetting();
  const other = language === "zh" ? "en" : "zh";
  const otherTheme = theme === "dark" ? "light" : "dark";
  return (
    <div className="reading">
      <button
        type="button"
        className="btn quiet s"
        lang={other === "zh" ? "zh-CN" : "en"}
        onClick={() => setLanguage(other)}
      >
        {say("otherLanguage")}
      </button>
      <button type="button" className="btn quiet s" onClick={() => setTheme(otherTheme)}>
        {say(otherTheme)}
      </button>
    </div>
  );
}
