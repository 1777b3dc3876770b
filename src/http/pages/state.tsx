/** How a watch is doing, in words: its state, when it was and will be looked at. */
import { shown } from "../../feed/words.ts";
import type { WatchSummary } from "../views.ts";
import { Time } from "./time.tsx";

/** A watch, and the day of the page it is shown on. */
export type Shown = { watch: WatchSummary; day: string | undefined };

/** The watch's title as it is shown; its id where nothing of that can be seen. */
export function titleOf({ title, id }: Pick<WatchSummary, "title" | "id">): string {
  return shown(title) || id;
}

/** The watch's state in one word; `idle` where its configuration is not valid. */
export function stateOf(watch: WatchSummary): WatchSummary["state"] | "idle" {
  return watch.forgeUrl === undefined ? "idle" : watch.state;
}

/** That word, set off from the text around it. */
export function State({ watch }: { watch: WatchSummary }) {
  const state = stateOf(watch);
  return <span class={`state ${state}`}>{state}</span>;
}

/** One sentence: when the watch was and will be looked at, and when it last changed. */
export function Looked({ watch, day }: Shown) {
  return (
    <>
      {watch.checkedAt === undefined ? (
        <FirstLook watch={watch} day={day} />
      ) : (
        <Looks watch={watch} day={day} />
      )}
      <LastChange watch={watch} day={day} />.
    </>
  );
}

function FirstLook({ watch, day }: Shown) {
  const state = stateOf(watch);
  if (state === "paused" || state === "idle") return <>Not looked at now</>;
  if (watch.nextAt === undefined) {
    return <>Not looked at yet; the first look is due with the next tick, within a minute</>;
  }
  return (
    <>
      Not looked at yet; the first look is due at <Time at={watch.nextAt} day={day} exact /> UTC
    </>
  );
}

function Looks({ watch, day }: Shown) {
  return (
    <>
      {lookedWord(stateOf(watch))} <Time at={watch.checkedAt} day={day} exact /> UTC
      {watch.nextAt !== undefined && (
        <>
          , next <Time at={watch.nextAt} day={day} exact />
        </>
      )}
    </>
  );
}

function lookedWord(state: ReturnType<typeof stateOf>): string {
  switch (state) {
    case "new":
    case "ok":
      return "Checked";
    case "failing":
      return "Last try";
    case "paused":
    case "idle":
      return "Last checked";
  }
}

function LastChange({ watch, day }: Shown) {
  const at = watch.lastChangeAt ?? watch.since;
  if (at === undefined) return null;
  return (
    <>
      {watch.lastChangeAt === undefined ? "; no change since " : "; last change "}
      <Time at={at} day={day} />
    </>
  );
}
