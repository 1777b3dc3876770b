/** The channels there are. Config's allowed names and the documents' tables are made of this list. */
import type { Channel } from "./contract.ts";
import { discord } from "./discord.ts";
import { matrix } from "./matrix.ts";
import { ntfy } from "./ntfy.ts";
import { slack } from "./slack.ts";
import { teams } from "./teams.ts";
import { telegram } from "./telegram.ts";
import { webhook } from "./webhook.ts";

export const channels: readonly Channel[] = [slack, discord, teams, webhook, ntfy, matrix, telegram];

/** The channel of a kind, as `notify:` names it; undefined where there is none. */
export function findChannel(kind: string): Channel | undefined {
  return channels.find((channel) => channel.kind === kind);
}

/** The names of all secrets that a channel may send: its own, and those that its kind names by a suffix. */
export function secretsOf({ kind, name }: { kind: string; name: string }): string[] {
  const suffixes = findChannel(kind)?.further ?? [];
  return [name, ...suffixes.map((suffix) => `${name}_${suffix}`)];
}
