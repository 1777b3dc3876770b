/** A watch's channels with what the deployment gives them: their adapter and their secrets, or why there are none. */
import type { ChannelConfig } from "../config.ts";
import { readText, type Bindings } from "../variables.ts";
import type { Filter } from "../filter.ts";
import type { Channel, Secrets } from "./contract.ts";
import { findChannel } from "./index.ts";
import type { When } from "./when.ts";

/** A channel as it can be used; or, where it cannot, with words for people on what is wrong with its secrets. */
export type ConfiguredChannel = {
  name: string;
  kind: string;
  filter: Filter;
  when: When;
  adapter: Channel;
  secrets: { values: Secrets } | { problem: string };
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
  const further = (adapter.further ?? []).flatMap((suffix) => {
    const value = readText(env, `${channel}_${suffix}`);
    return value === undefined ? [] : [[suffix, value] as const];
  });
  const secrets: Secrets = { "": own, ...Object.fromEntries(further) };
  const problem = adapter.check(secrets);
  return problem === undefined ? { values: secrets } : { problem: `The secret ${channel} ${problem}` };
}
