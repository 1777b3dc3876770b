/** What stands in the way of a watch, in plain words. */
import type { WatchSummary } from "../views.ts";
import { prose } from "./prose.ts";
import { type Shown, stateOf } from "./state.tsx";
import { span, Time } from "./time.tsx";

/** The trouble as lines of text for people; none where there is no trouble. */
export function troubleOf(watch: WatchSummary): string[] {
  const lines = watch.trouble?.split("\n") ?? [];
  return lines.map(prose).filter((line) => line !== "");
}

/** What stands in the way of this watch, and how old is what is shown of it. Nothing where all is well. */
export function Notices({ watch, day }: Shown) {
  const state = stateOf(watch);
  const trouble = troubleOf(watch);
  return (
    <>
      {trouble.length > 0 && (
        <section class="notice trouble" aria-labelledby="trouble">
          <h2 id="trouble">{troubleHeading(state)}</h2>
          {trouble.map((line) => (
            <p>{line}</p>
          ))}
          <p>
            <Age watch={watch} day={day} />
          </p>
        </section>
      )}
      {(watch.notes ?? []).map((note) => (
        <p class="notice">{prose(note)}</p>
      ))}
      {state === "paused" && (
        <p class="notice">
          {watch.pause === undefined ? (
            <>
              Paused: this directory is not looked at until <code>paused</code> is taken out of its
              configuration.
            </>
          ) : (
            prose(watch.pause)
          )}
        </p>
      )}
    </>
  );
}

function troubleHeading(state: ReturnType<typeof stateOf>): string {
  switch (state) {
    case "idle":
      return "Not watched: its configuration is not valid";
    case "paused":
      return "Could not be read when it was last looked at";
    case "new":
    case "ok":
    case "failing":
      return "Cannot be read at the moment";
  }
}

function Age({ watch, day }: Shown) {
  if (watch.since === undefined) return <>Nothing has been read yet, so there is nothing to show.</>;
  if (watch.readAt === undefined) return <>What is shown here may be out of date.</>;
  const age = watch.readAt === watch.checkedAt ? undefined : span(watch.readAt, watch.checkedAt);
  return (
    <>
      What is shown here was read at <Time at={watch.readAt} day={day} exact /> UTC
      {age !== undefined && `, ${age} before the last try`}.
    </>
  );
}
