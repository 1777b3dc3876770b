/** `npm run demo`: Treewatch, a forge to watch and an inbox to tell, all on this machine. */
import "../local/compile-cache.ts";
import { startInstance } from "../local/instance.ts";
import { broken, notRun } from "../local/exits.ts";
import { help, parseOptions, type Options } from "../local/options.ts";
import { openState, type State } from "../local/state.ts";
import { untilStopped } from "../local/stopping.ts";
import { say } from "../local/terminal.ts";
import { readVariables } from "../local/variables.ts";
import { createForge, type Forge } from "./forge.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { keepPlace, readPlace } from "./kept-place.ts";
import { play, type Event } from "./play.ts";
import { spdkLib } from "./spdk-lib.ts";
import { twelveWeeks } from "./twelve-weeks.ts";
import * as words from "./words.ts";

const watch = "spdk-lib";
const secret = "SLACK_DEMO";
/** The head commit of the listing that started it all, then what came after it. */
const pushes = [...spdkLib.pushes.slice(0, 1), ...twelveWeeks];
const total = pushes.length;

process.exitCode = await run(process.argv.slice(2));

/** Runs the demo to its end and returns the exit code: 0, 1 for what went wrong, 2 for what was asked wrongly. */
async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, { urls: false });
  if (options.is !== "options") return notRun(help("demo"), options);
  const variables = await readVariables(options);
  if (variables.is === "usage") return notRun(help("demo"), variables);
  const state = openState(options.state);
  if ("is" in state) return broken(state.problem);
  const { position, forge: forgePort, inbox: inboxPort } = readPlace(state);
  const forge = await createForge({ listing: spdkLib.listing, pushes, position, port: forgePort });
  const inbox = await createInbox({ port: inboxPort, onMessage: ({ text }) => say(words.told(text)) });
  const exitCode = await perform({ options, state, variables: variables.values, forge, inbox });
  await Promise.all([forge.close(), inbox.close()]);
  return exitCode;
}

async function perform(on: {
  options: Options;
  state: State;
  variables: Readonly<Record<string, string>>;
  forge: Forge;
  inbox: Inbox;
}): Promise<number> {
  const { options, state, forge, inbox } = on;
  const everySeconds = options.every ?? 5;
  const instance = await startInstance({
    options,
    state,
    variables: { ...on.variables, ...demoVariables(options, forge, inbox) },
    everySeconds,
    log: "trouble",
  });
  if ("is" in instance) return broken(instance.problem);
  const stopped = untilStopped();
  const page = `${instance.url}/${watch}`;
  const addresses = { url: instance.url, forge: forge.url, page, feed: `${page}/feed.rss` };
  say(words.opening(addresses, forge.position(), total));
  const keep = () => keepPlace(state, { position: forge.position(), forge: forge.port, inbox: inbox.port });
  keep();
  const tell = (event: Event) => {
    if (event.is === "pushed") keep();
    say(words.happening(event, addresses, everySeconds));
  };
  const ended = new AbortController();
  instance.startClock();
  const playing = play({ forge, total, statusUrl: `${page}/status.json`, signal: ended.signal, tell });
  await stopped;
  ended.abort();
  await playing;
  await instance.stop();
  return 0;
}

/** The demo's watch and its channel, unless `--watches` says otherwise. */
function demoVariables({ watches }: Options, forge: Forge, inbox: Inbox): Record<string, string> {
  const own = [{ id: watch, url: forge.url, every: "1m", notify: [{ slack: secret }] }];
  return {
    ...(watches === undefined ? { WATCHES: JSON.stringify(own) } : {}),
    ALLOW_PRIVATE_HOSTS: "true",
    [secret]: inbox.url,
  };
}
