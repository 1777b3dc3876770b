/** The subscribers of one watch: everything that follows its updates, by where the watch is. */
import { Channels } from "./channels.ts";
import type { Config, Watch } from "./config.ts";
import { configured } from "./configured.ts";
import { courierOf } from "./courier.ts";
import { theFleet } from "./fleet.ts";
import { clearing } from "./forget.ts";
import { configureChannels } from "./notify/configured.ts";
import { publication } from "./publish.ts";
import { reporter } from "./report.ts";
import type { Status } from "./status.ts";
import type { WatchStore } from "./store/watch-store.ts";
import type { Whereabouts } from "./store/whereabouts.ts";
import type { Subscriber } from "./subscribers.ts";
import { bindings } from "./variables.ts";
import { hubOf, hubSubscriber } from "./websub.ts";

/**
 * Those of a watch that is here; none while it is leaving. One that is away sends its readers on, and what was kept of it
 * is deleted once that is asked for.
 */
export function subscribersOf(around: {
  env: Env;
  store: WatchStore;
  watch: Watch;
  channels: Channels;
  where: Omit<Whereabouts, "version">;
  status: () => Status;
}): Subscriber[] {
  const { env, store, watch, channels, where, status } = around;
  if (where.is === "leaving") return [];
  const fleet = reporter(watch.key, store, status, (report) => theFleet(env).report(report));
  const movedTo = where.is === "away" ? where.to : undefined;
  const published = publication(store, env.KV, watch, Date.now, movedTo);
  if (where.is === "away") {
    const cleared = where.forgotten === true ? [clearing(store, env.KV, watch.key, Date.now)] : [];
    return [published, fleet, ...cleared];
  }
  const hub = hubOf(watch, configured(env).settings);
  const send: Parameters<typeof hubSubscriber>[2]["send"] = (address, ...rest) =>
    courierOf(env, address).send(...rest);
  const hubs =
    hub === undefined ? [] : [hubSubscriber(watch, hub, { store, now: Date.now, random: Math.random, send })];
  return [published, ...channels.subscribers(), ...hubs, fleet];
}

/** The watch's channels, and the operator's, with what this deployment gives them. */
export function channelsOf(env: Env, store: WatchStore, watch: Watch): Channels {
  const config = configured(env);
  return new Channels(store, {
    watch,
    pageUrl: pageUrl(watch, config),
    channels: configureChannels(watch.channels, bindings(env)),
    ops: configureChannels(config.ops, bindings(env)),
    courierOf: (address) => courierOf(env, address),
  });
}

/** Where a message leads: the watch's page, or the directory itself where readers' address is not known. */
function pageUrl(watch: Watch, { settings }: Config): string {
  return settings.publicUrl === undefined ? watch.source.url : `${settings.publicUrl}/${watch.id}`;
}
