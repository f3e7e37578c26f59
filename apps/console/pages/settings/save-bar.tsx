import { Failure } from "../../parts/failure.tsx";
import { settingsWords } from "../../words/settings.ts";
import { useSay } from "../../words/use-say.ts";

type Needs = {
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  readonly isInvalid?: boolean;
  readonly error: unknown;
  readonly onDiscard: () => void;
  /** True where what is shown may be saved as it is, changed or not. */
  readonly mayKeep?: boolean;
};

/** The end of a form: what is not saved, and the two ways on. It stays in sight while something is changed. */
export function SaveBar({ isChanged, isSaving, isInvalid = false, error, onDiscard, mayKeep = false }: Needs) {
  const say = useSay(settingsWords);
  const isOff = isInvalid || isSaving || !(isChanged || mayKeep);
  return (
    <div className={isChanged ? "save-bar on" : "save-bar"}>
      <Failure error={error} />
      <div className="row wrap">
        <button type="submit" className="btn primary" disabled={isOff}>
          {say("save")}
        </button>
        {isChanged && (
          <button type="button" className="btn quiet" onClick={onDiscard}>
            {say("discard")}
          </button>
        )}
        <p className="note faint" role="status">
          {isInvalid ? say("mend") : isChanged ? say("unsaved") : ""}
        </p>
      </div>
    </div>
  );
}
