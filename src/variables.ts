/**
 * The variables that Treewatch reads, beside the secrets that watches and channels name. The table in
 * `docs/configure.md` is made of them and of the words in `docs/fields.ts`.
 */
import * as z from "zod/mini";
import { matching } from "./matching.ts";
import { type Plan, plans } from "./plans.ts";
import { parse, type Problem } from "./problems.ts";

const writePublicUrl =
  "write the address at which readers reach Treewatch, such as https://treewatch.example";

/** An address without a slash, a query or credentials at its end. */
const PublicUrl = z.pipe(
  z.string(writePublicUrl),
  z.transform((text, context) => {
    const url = URL.parse(text);
    if (url?.protocol === "https:" || url?.protocol === "http:")
      return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
    context.issues.push({ code: "custom", message: writePublicUrl, input: text });
    return z.NEVER;
  }),
);

const Contact = z.string("write a mail address or the address of a page");

const Token = matching(/^\S+$/, "write text without spaces");

const AllowPrivateHosts = z.pipe(
  z.literal([true, false, "true", "false"], 'write "true", or take it away'),
  z.transform((value) => String(value) === "true"),
);

const websubHub = "write the address of a WebSub hub, such as https://hub.example/";

/** It stands in a header, between angle brackets. */
const WebsubHub = matching(/^https?:\/\/[!#-;=?-~]+$/, websubHub);

const heartbeatUrl = "write the address that your dead man's switch gives you, beginning with https://";

const HeartbeatUrl = matching(/^https?:\/\/\S+$/, heartbeatUrl);

/** The variables by name. One that is empty counts as not set. */
export const Variables = z.object({
  WATCHES: z.optional(z.unknown()),
  PUBLIC_URL: z.optional(PublicUrl),
  CONTACT: z.optional(Contact),
  ADMIN_TOKEN: z.optional(Token),
  READ_TOKEN: z.optional(Token),
  WEBSUB_HUB: z.optional(WebsubHub),
  HEARTBEAT_URL: z.optional(HeartbeatUrl),
  ALLOW_PRIVATE_HOSTS: z.optional(AllowPrivateHosts),
  PLAN: z.optional(z.enum(plans, `write one of ${plans.join(", ")}`)),
});

/** What the platform hands over: variables and secrets by name, beside the bindings. */
export type Bindings = { readonly [name: string]: unknown };

/** The bindings by name: the generated type knows only those in wrangler.toml, not an operator's secrets. */
export function bindings(env: Env): Bindings {
  return { ...env };
}

/** What the variables say, beside `WATCHES` and the channels' secrets. */
export type Settings = {
  /** Without a slash at the end. */
  publicUrl?: string | undefined;
  contact?: string | undefined;
  adminToken?: string | undefined;
  readToken?: string | undefined;
  /** Set only where `publicUrl` is. */
  websubHub?: string | undefined;
  /** A secret: it is never shown. */
  heartbeatUrl?: string | undefined;
  allowPrivateHosts: boolean;
  /** Cloudflare's plan, which says how much one invocation may do. */
  plan: Plan;
  /** Seconds between two ticks: 60 on Cloudflare, whatever the clock says on one machine. */
  tickSeconds: number;
};

/** Parses the variables alone; what cannot be used is left out and added to `problems`. */
export function parseSettings(env: Bindings, problems: Problem[] = []): Settings {
  const written = Object.entries(env).filter(([name, value]) => name in Variables.shape && value !== "");
  const wrong: Problem[] = [];
  parse(Variables, Object.fromEntries(written), {}, wrong);
  const right = written.filter(([name]) => wrong.every(({ field }) => field !== name));
  const read = z.parse(Variables, Object.fromEntries(right));
  if (read.WEBSUB_HUB !== undefined && read.PUBLIC_URL === undefined) {
    const problem = "a hub is told of feeds by their address: set PUBLIC_URL, or take this away";
    wrong.push({ field: "WEBSUB_HUB", problem });
  }
  problems.push(...wrong);
  return {
    publicUrl: read.PUBLIC_URL,
    contact: read.CONTACT,
    adminToken: read.ADMIN_TOKEN,
    readToken: read.READ_TOKEN,
    websubHub: read.PUBLIC_URL === undefined ? undefined : read.WEBSUB_HUB,
    heartbeatUrl: read.HEARTBEAT_URL,
    allowPrivateHosts: read.ALLOW_PRIVATE_HOSTS ?? false,
    plan: read.PLAN ?? "free",
    // Set by the clock on one machine; nothing that an operator sets.
    tickSeconds: Math.max(1, Number(env["TICK_SECONDS"] ?? 60) || 60),
  };
}

/** The text of a variable or secret, or undefined where it is not set or empty. */
export function readText(env: Bindings, name: string): string | undefined {
  const value = env[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
