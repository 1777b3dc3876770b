/** What the commands `backup`, `restore` and `move` ask: a watch's state, page by page, and where the watch is. */
import * as z from "zod/mini";
import { configured } from "../../configured.ts";
import { parseJson } from "../../json.ts";
import { namedWatches } from "../../named-watches.ts";
import { parts } from "../../store/state-pages.ts";
import { MoveCommand, type Standing } from "../../transfer.ts";
import { malformed } from "../parameters.ts";
import { notVisibleYet, problem } from "../problem.ts";
import { baseOf, paramsOf } from "../routed.ts";
import { Routes } from "../router.ts";
import { answer, ofWatcher, onlyOperator } from "./operator.ts";

export const transfer = new Routes();

transfer.get(
  "/watches.json",
  onlyOperator((c) =>
    answer({ watches: namedWatches(configured(c.env)).map(({ id, title }) => ({ id, title })) }),
  ),
);

transfer.get(
  "/:watch/state",
  ofWatcher(async (watcher, c) => {
    const asked = paramsOf(c);
    const named = asked.get("part");
    const part = parts.find((one) => one === named);
    if (part === undefined && named !== null) return malformed(`"part" is one of ${parts.join(", ")}.`);
    const lines = await watcher.statePage(part, asked.get("after") ?? "");
    if (lines === "not-read")
      return problem(409, "Not read yet", "The watch has no state before its baseline.");
    if (lines === "not-shown") return notVisibleYet();
    return new Response(lines.map((line) => `${line}\n`).join(""), {
      headers: { "content-type": "application/x-ndjson", "cache-control": "no-store" },
    });
  }),
);

transfer.post(
  "/:watch/state",
  ofWatcher(async (watcher, c) => {
    const lines = (await c.request.text()).split("\n").filter((line) => line !== "");
    const asked = paramsOf(c);
    const at = Number(asked.get("at") ?? Number.NaN);
    return stood(await watcher.takeState(lines, at, asked.has("replace")), baseOf(c));
  }),
);

transfer.get(
  "/:watch/move",
  ofWatcher(async (watcher, c) => stood(await watcher.standing(), baseOf(c))),
);

transfer.post(
  "/:watch/move",
  ofWatcher(async (watcher, c) => {
    const command = z.safeParse(MoveCommand, parseJson(await c.request.text()));
    return command.success
      ? stood(await watcher.move(command.data), baseOf(c))
      : malformed("The body is none of the commands of a move.");
  }),
);

/** Where the watch is, and where readers reach this deployment. */
function stood(standing: Standing | { refused: string } | undefined, base: string): Response {
  if (standing === undefined) return problem(404, "Not found", "There is no such watch here.");
  return "refused" in standing ? problem(409, "Refused", standing.refused) : answer({ ...standing, base });
}
