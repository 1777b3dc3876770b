/** PURE. What the operator is told beside updates: alerts, and that messages arrive. */
import type { Alert } from "../alerts.ts";
import { oneLine, truncate } from "../text.ts";
import { formatTime, MINUTE, parseTime } from "../time.ts";
import type { About } from "./contract.ts";
import { strong, type Message } from "./message.ts";
import { count, showName } from "./phrases.ts";

/** The longest text that is shown of an alert, in code points. */
const maxMessage = 500;

/** The message that tells of alerts: each with what happened, and below it what to do. */
export function tellAlerts({ watch, pageUrl }: About, alerts: readonly Alert[]): Message {
  const title = showName(watch.title);
  const headlines = alerts.map((alert) => `${title} ${showAlert(alert)}`);
  return {
    notice: [headlines[0], ...(alerts.length > 1 ? [`and ${alerts.length - 1} more`] : [])].join(" "),
    parts: alerts.map(({ message }, i) => ({
      lines: [[strong(headlines[i] ?? title, pageUrl)], [{ text: truncate(oneLine(message), maxMessage) }]],
      rows: [],
    })),
  };
}

/** The message that shows that messages arrive. */
export function tellTest({ watch, pageUrl }: About): Message {
  const title = showName(watch.title);
  const notice = `${title}: a test from Treewatch`;
  return {
    notice,
    parts: [
      {
        lines: [[strong(notice, pageUrl)], [{ text: "Updates of this directory will appear here." }]],
        rows: [],
      },
    ],
  };
}

/** An alert as it goes on from the watch's title: `cannot be read since 23 Nov, 06:05 UTC`. */
function showAlert({ code, at, since = at, channel }: Alert): string {
  switch (code) {
    case "failing":
      return `cannot be read since ${showTime(since)}`;
    case "robots":
      return "may not be read: the host's robots.txt forbids it";
    case "recovered":
      return `can be read again, after ${showDuration(parseTime(at) - parseTime(since))}`;
    case "re-baselined":
      return "was begun anew";
    case "removals-held":
      return "shows far fewer entries than before";
    case "channel-failing":
      return `has not reached the channel ${channel} for hours`;
    case "channel-stopped":
      return `no longer reaches the channel ${channel}`;
    case "message-set-aside":
      return `could not tell the channel ${channel} everything`;
  }
}

/** `23 Nov, 06:05 UTC`. */
function showTime(time: string): string {
  const [, day, month] = new Date(time).toUTCString().split(" ");
  return `${Number(day)} ${month}, ${formatTime(parseTime(time)).slice(11, 16)} UTC`;
}

/** `40 minutes`, `3 hours`, `2 days`: rounded down, at least a minute. */
function showDuration(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / MINUTE));
  if (minutes < 120) return count(minutes, "minute", "minutes");
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}
