/** The channels there are. Config's allowed names and the docs table are made of this list. */
import type { Channel } from "./contract.ts";
import { slack } from "./slack.ts";

export const channels: readonly Channel[] = [slack];

/** The channel of a kind, as `notify:` names it; undefined where there is none. */
export function findChannel(kind: string): Channel | undefined {
  return channels.find((channel) => channel.kind === kind);
}
