/** PURE. How a channel is doing, for `status.json`. */
import type { ChannelStatus } from "../status.ts";
import type { Cursor } from "../store/cursor.ts";
import { formatTime } from "../time.ts";
import type { ConfiguredChannel } from "./configured.ts";
import { laterReasons, type Channel } from "./contract.ts";
import { explainUnsent } from "./deliver.ts";
import { explainLater } from "./retry.ts";
import { fingerprint } from "./subscriber.ts";

/**
 * The status of a channel whose stream has got to `latest`. `cursor` is absent while the channel has not begun; `salt` is
 * what its fingerprints are made with.
 */
export function channelStatus(
  { name, kind, adapter, secrets }: ConfiguredChannel,
  { cursor, latest, salt }: { cursor?: Cursor | undefined; latest: number; salt: string },
): ChannelStatus {
  const delivered = cursor?.position ?? latest;
  const progress = {
    delivered,
    ...(cursor?.lastMessageAt === undefined ? {} : { lastMessageAt: cursor.lastMessageAt }),
    skipped: cursor?.skipped ?? 0,
  };
  if ("problem" in secrets) {
    return { name, kind, state: "unconfigured", reason: "no-secret", message: secrets.problem, ...progress };
  }
  if (cursor?.stopped !== undefined && cursor.stopped === fingerprint(salt, secrets.values)) {
    const reason = cursor.reason ?? "refused";
    const message = explainRefused(adapter, reason);
    return { name, kind, state: "stopped", reason, message, ...progress };
  }
  const notBefore = cursor?.notBefore === undefined ? {} : { notBefore: formatTime(cursor.notBefore) };
  if (cursor?.deferred !== undefined && delivered < latest) {
    return { name, kind, state: "waiting", ...notBefore, ...progress };
  }
  const later = laterReasons.find((reason) => reason === cursor?.reason);
  if (later !== undefined) {
    const message = explainLater(later);
    return { name, kind, state: "retrying", reason: later, message, ...notBefore, ...progress };
  }
  return { name, kind, state: delivered < latest ? "sending" : "idle", ...progress };
}

/** One sentence for people on why a channel was refused, and what to do. */
export function explainRefused(adapter: Channel, reason: string): string {
  return explainUnsent(reason) ?? adapter.explain(reason);
}
