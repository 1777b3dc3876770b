/** PURE. `/healthz`: whether the clock still ticks, and which watches cannot be read. */
import type { Config } from "../config.ts";
import { explainProblems } from "../problems.ts";
import type { Overview } from "../fleet.ts";
import { formatTime, SECOND } from "../time.ts";

/** Ticks that may be missed before that is trouble. */
const PERIODS = 3;

/** 503 only where no tick has finished within three periods: a watch that fails is somebody else's outage. */
export function health(config: Config, { lastTick, told }: Overview, now: number) {
  const late =
    lastTick === undefined || now - lastTick.finishedAt > PERIODS * config.settings.tickSeconds * SECOND;
  const failing = told
    .filter(({ status }) => status.state === "failing")
    .flatMap(({ key, status: { lastPoll, lastSuccess } }) => {
      const watch = config.watches.find((one) => one.key === key);
      if (watch === undefined) return [];
      return {
        watch: watch.id,
        ...(lastPoll?.reason === undefined ? {} : { reason: lastPoll.reason }),
        ...(lastSuccess === undefined ? {} : { lastSuccess }),
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
