/** PURE. `/healthz`: whether the clock still ticks, and which watches cannot be read. */
import type { Config } from "../config.ts";
import { explainProblems } from "../problems.ts";
import type { Overview } from "../fleet.ts";
import { watchByKey } from "../named-watches.ts";
import { formatTime, SECOND } from "../time.ts";

/** Ticks that may be missed before that is trouble. */
const PERIODS = 3;

/** 503 only where no tick has finished within three periods: a watch that fails is somebody else's outage. */
export function health(config: Config, overview: Pick<Overview, "lastTick" | "failing">, now: number) {
  const { lastTick } = overview;
  const late =
    lastTick === undefined || now - lastTick.finishedAt > PERIODS * config.settings.tickSeconds * SECOND;
  const failing = overview.failing.flatMap(({ key, reason, lastSuccess }) => {
    const watch = watchByKey(config, key);
    if (watch === undefined) return [];
    return {
      watch: watch.id,
      ...(reason !== null && { reason }),
      ...(lastSuccess !== null && { lastSuccess }),
    };
  });
  const body = {
    state: late ? "late" : "ok",
    ...(late
      ? {
          message:
            "No tick has finished within three periods. Check the cron trigger, or that the clock runs.",
        }
      : {}),
    ...(lastTick === undefined ? {} : { lastTick: formatTime(lastTick.finishedAt) }),
    watches: config.watches.length,
    failing,
    ...(config.problems.length === 0 ? {} : { problems: explainProblems(config.problems) }),
  };
  return { status: late ? 503 : 200, body };
}
