/** A watch's channels with what the deployment gives them: their adapter and their secrets, or why there are none. */
import { readText, type Bindings, type ChannelConfig } from "../config.ts";
import type { Filter } from "../filter.ts";
import type { Channel, Secrets } from "./contract.ts";
import { findChannel } from "./index.ts";

/** A channel as it can be used; `secrets` holds words for people instead where it cannot. */
export type ConfiguredChannel = {
  name: string;
  kind: string;
  filter: Filter;
  adapter: Channel;
  secrets: Secrets | { problem: string };
};

/** The channels of a watch. A kind without an adapter, which no valid configuration has, is left out. */
export function configureChannels(channels: readonly ChannelConfig[], env: Bindings): ConfiguredChannel[] {
  return channels.flatMap((channel) => {
    const adapter = findChannel(channel.kind);
    return adapter === undefined
      ? []
      : { ...channel, adapter, secrets: readSecrets(adapter, channel.name, env) };
  });
}

/** A channel's secrets by suffix, or what is wrong with them. */
function readSecrets(adapter: Channel, channel: string, env: Bindings): ConfiguredChannel["secrets"] {
  const own = readText(env, channel);
  if (own === undefined) {
    return { problem: `The secret ${channel} is not set: run \`npx wrangler secret put ${channel}\`.` };
  }
  const prefix = `${channel}_`;
  const suffixed = Object.keys(env).filter((name) => name.startsWith(prefix));
  const secrets: Secrets = {
    "": own,
    ...Object.fromEntries(suffixed.map((name) => [name.slice(prefix.length), readText(env, name) ?? ""])),
  };
  const problem = adapter.check(secrets);
  return problem === undefined ? secrets : { problem: `The secret ${channel} ${problem}` };
}
