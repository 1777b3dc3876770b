/** `treewatch check`: the configuration, tried before it is deployed. */
import { helpOf, parseArguments, shared, usage, type NotRun, type OptionTable } from "../arguments.ts";
import { check, troublesOf, type Checked, type Reading, type Secret, whole } from "../check.ts";
import type { Budget } from "../budget.ts";
import { columns } from "../columns.ts";
import { readDeployed } from "../deployed.ts";
import { broken, notRun } from "../exits.ts";
import { createLook } from "../look.ts";
import { sendTest } from "../send-test.ts";
import { rewriting, say, styled } from "../terminal.ts";
import { readVariables } from "../variables.ts";

const options = {
  watches: shared.watches,
  vars: shared.vars,
  send: { value: "NAME", means: "only post a test message to the channel of that name" },
} satisfies OptionTable;

const help = helpOf({
  usage: ["npm run check", "npm run check -- --send SLACK_STORAGE_TEAM"],
  options,
  ends: "0 all is well, 1 something is wrong, 2 the command was called wrongly.",
});

type Asked = { is: "options"; watches?: string; vars?: string; send?: string };

export async function run(args: readonly string[]): Promise<number> {
  const asked = parseCheckOptions(args);
  if (asked.is !== "options") return notRun(help, asked);
  const variables = await readVariables(asked);
  if (variables.is === "usage") return notRun(help, variables);
  const deployed = await readDeployed(variables.values);
  if (deployed.is === "unreadable") return broken(deployed.problem);
  const { name, config, env } = deployed;
  if (asked.send !== undefined) {
    const sent = await sendTest(config, env, asked.send, Date.now());
    if (sent.is === "unknown") return notRun(help, usage(sent.problem));
    if (sent.is === "not-delivered") return broken(`Not delivered to ${asked.send}. ${sent.problem}`);
    say(`Delivered: the test message is in ${asked.send} (${sent.kind}).`);
    return 0;
  }
  const progress = rewriting();
  let read = 0;
  const polled = config.watches.filter(({ paused }) => !paused).length;
  const checked = await check({
    config,
    name,
    env,
    watchesBytes: asked.watches === undefined ? bytesOf(env["WATCHES"]) : 0,
    look: createLook(env),
    tell: ({ id }) => progress(`Reading ${++read} of ${polled}: ${id}`),
  });
  progress("");
  const troubles = troublesOf(checked);
  say(...report(checked, variables.file), "", ...ending(troubles));
  return troubles.length === 0 ? 0 : 1;
}

function parseCheckOptions(args: readonly string[]): Asked | NotRun {
  const parsed = parseArguments(args, options);
  if (parsed.is !== "arguments") return parsed;
  if (parsed.positionals.length > 0)
    return usage("check takes no addresses: npm run peek -- URL tries one, and --watches a file of watches.");
  return { is: "options", ...parsed.text };
}

function bytesOf(variable: unknown): number {
  return typeof variable === "string" ? Buffer.byteLength(variable) : 0;
}

function report({ readings, secrets, budget }: Checked, file: string | undefined): string[] {
  const where = file ?? "no file (there is no .dev.vars)";
  return [
    styled("bold", "Watches"),
    ...(readings.length === 0 ? ["  none is read"] : indented(readings.map(readingRow))),
    "",
    styled("bold", "Secrets"),
    ...(secrets.length === 0 ? ["  none is named"] : indented(secrets.map((one) => secretRow(one, where)))),
    "  What is set on Cloudflare cannot be seen from here: npx wrangler secret list shows it, with your account.",
    "",
    styled("bold", `Cloudflare's ${budget.plan} plan, while nothing changes`),
    ...indented([
      ["polls a day", whole(budget.load.polls)],
      ["requests to upstreams a day", whole(budget.load.requests)],
      ...budget.uses.map(({ what, used, allowed, beyond }) => [
        what,
        used > allowed && beyond === "refused" ? styled("red", whole(used)) : whole(used),
        `of ${whole(allowed)}`,
      ]),
    ]),
    ...room(budget),
  ];
}

/** How much may change. */
function room({ plan, changesADay, wall, dollarsAMonth }: Budget): string[] {
  if (plan === "paid") {
    const more = dollarsAMonth < 1 ? "nothing" : `about $${whole(dollarsAMonth)} a month`;
    return [
      `  Beyond what the plan's price includes, that costs ${more}. docs/scale.md says what changes cost.`,
    ];
  }
  return [
    `  There is room for ${whole(changesADay)} changes a day; what would be used up first is ${wall.replace(" a day", "")}.`,
  ];
}

function readingRow(reading: Reading): string[] {
  const { watch, ms } = reading;
  const time = styled("dim", `${(ms / 1000).toFixed(1)} s`);
  if (reading.is === "refused") return [watch.id, time, styled("red", "not read")];
  const { entries, newest, notes } = reading;
  const head = newest === undefined ? "" : `, newest commit ${newest}`;
  const count = entries === 1 ? "1 entry" : `${entries} entries`;
  return [watch.id, time, [`${count}${head}`, ...notes].join(". ")];
}

function secretRow({ name, what, problem }: Secret, where: string): string[] {
  return [name, what, problem === undefined ? `present in ${where}` : styled("red", `not usable: see below`)];
}

function indented(rows: readonly (readonly string[])[]): string[] {
  return columns(rows).map((line) => `  ${line}`);
}

function ending(troubles: readonly string[]): string[] {
  if (troubles.length === 0) return [styled("green", "All is well.")];
  const count = troubles.length === 1 ? "1 thing is" : `${troubles.length} things are`;
  return [styled("bold", `${count} wrong:`), ...troubles.map((trouble) => `- ${trouble}`)];
}
