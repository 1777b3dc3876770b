/** A message that only shows that messages arrive, sent to one channel as the Worker sends. */
import type { ChannelConfig, Config } from "../src/config.ts";
import { explainRefused } from "../src/notify/channel-status.ts";
import { configureChannels } from "../src/notify/configured.ts";
import type { About } from "../src/notify/contract.ts";
import { deliver } from "../src/notify/deliver.ts";
import { explainLater } from "../src/notify/retry.ts";
import { judgeSent } from "../src/notify/subscriber.ts";
import type { Bindings } from "../src/variables.ts";

/** Whether it arrived; if not, why, in a sentence for people. `unknown`: the configuration names no such channel. */
export type TestSent =
  | { is: "delivered"; kind: string }
  | { is: "not-delivered"; problem: string }
  | { is: "unknown"; problem: string };

/** Sends it in the name of the first watch that has the channel; of the first of all where it is the operator's. */
export async function sendTest(config: Config, env: Bindings, name: string, now: number): Promise<TestSent> {
  const { watches, ops, settings } = config;
  const isNamed = (channel: ChannelConfig) => channel.name === name;
  const watch = watches.find(({ channels }) => channels.some(isNamed));
  const found = watch?.channels.find(isNamed) ?? ops.find(isNamed);
  const [channel] = configureChannels(found === undefined ? [] : [found], env);
  if (channel === undefined) return { is: "unknown", problem: explainUnknown(config, name) };
  const { adapter, secrets, kind } = channel;
  if ("problem" in secrets) return { is: "not-delivered", problem: secrets.problem };
  const about = aboutOf(watch ?? watches[0], settings.publicUrl);
  const attempt = { id: `msg_test_${now}`, at: now, plain: false };
  const { request } = adapter.compose({ ...about, tells: "test", items: [] }, secrets.values, attempt);
  const headers = { ...request.headers, "webhook-id": attempt.id };
  const { allowPrivateHosts } = settings;
  const sent = await deliver(
    { ...request, headers },
    { fetch: (url, init) => fetch(url, init), allowPrivateHosts },
  );
  const couriered =
    sent.is === "reply"
      ? { is: sent.is, ...sent.reply, headers: Object.fromEntries(sent.reply.headers) }
      : sent;
  const outcome = judgeSent(adapter, couriered);
  switch (outcome.outcome) {
    case "delivered":
      return { is: "delivered", kind };
    case "later":
      return { is: "not-delivered", problem: explainLater(outcome.reason) };
    case "refused":
    case "not-taken":
      return { is: "not-delivered", problem: explainRefused(adapter, outcome.reason) };
  }
}

function aboutOf(watch: Config["watches"][number] | undefined, publicUrl: string | undefined): About {
  if (watch === undefined)
    return { watch: { id: "test", title: "Treewatch" }, pageUrl: publicUrl ?? "https://treewatch.example" };
  const { id, title, source } = watch;
  return { watch: { id, title }, pageUrl: publicUrl === undefined ? source.url : `${publicUrl}/${id}` };
}

function explainUnknown({ watches, ops }: Config, name: string): string {
  const names = new Set([...watches.flatMap(({ channels }) => channels), ...ops].map((one) => one.name));
  const there = names.size === 0 ? "it names none" : `there are ${[...names].join(", ")}`;
  return `The configuration has no channel ${name}: ${there}. A channel's name is the name of its secret.`;
}
