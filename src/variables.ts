/**
 * The variables that Treewatch reads, beside the secrets that watches and channels name. The table in
 * `docs/configure.md` is made of them.
 */
import * as z from "zod/mini";
import { parse, type Problem } from "./problems.ts";

const writePublicUrl =
  "write the address at which readers reach Treewatch, such as https://treewatch.example";

/** An address without a slash, a query or credentials at its end. */
const PublicUrl = z.pipe(
  z.string(writePublicUrl).check(
    z.meta({
      format: "address",
      description:
        "The address at which readers reach Treewatch. Links in feeds and messages begin with it; without it, messages link to the forge only, and no shared cache keeps anything.",
      examples: ["https://treewatch.example"],
    }),
  ),
  z.transform((text, context) => {
    const url = URL.parse(text);
    if (url?.protocol === "https:" || url?.protocol === "http:")
      return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
    context.issues.push({ code: "custom", message: writePublicUrl, input: text });
    return z.NEVER;
  }),
);

const Contact = z.string("write a mail address or the address of a page").check(
  z.meta({
    description: "Who runs this Treewatch: upstreams see it in the `User-Agent` of every request.",
    examples: ["mailto:you@example.org"],
  }),
);

const AdminToken = z.string("write text").check(
  z.regex(/^\S+$/, "write text without spaces"),
  z.meta({
    format: "secret",
    description:
      "A secret of your own making. Sent as `Authorization: Bearer …` it allows to poll now and to resume a channel; while it is not set, that is not possible.",
  }),
);

const ReadToken = z.string("write text").check(
  z.regex(/^\S+$/, "write text without spaces"),
  z.meta({
    format: "secret",
    description:
      "A secret of your own making, which readers of private watches bring: as `Authorization: Bearer …`, as the password of HTTP Basic, or as `?key=…`.",
  }),
);

const AllowPrivateHosts = z.pipe(
  z.union([z.boolean(), z.enum(["true", "false"])], 'write "true", or take it away').check(
    z.meta({
      format: "`true` or `false`",
      default: "false",
      description: "`true` lets upstreams and channels be on this machine and in private networks.",
      examples: ["true"],
    }),
  ),
  z.transform((value) => String(value) === "true"),
);

const websubHub = "write the address of a WebSub hub, such as https://hub.example/";

const WebsubHub = z.string(websubHub).check(
  // It stands in a header, between angle brackets.
  z.regex(/^https?:\/\/[!#-;=?-~]+$/, websubHub),
  z.meta({
    format: "address",
    description:
      "A WebSub hub: it is named in each watch's feeds and told when they have changed, but for private watches. Needs `PUBLIC_URL`.",
    examples: ["https://hub.example/"],
  }),
);

const heartbeatUrl = "write the address that your dead man's switch gives you, beginning with https://";

const HeartbeatUrl = z.string(heartbeatUrl).check(
  z.regex(/^https?:\/\/\S+$/, heartbeatUrl),
  z.meta({
    format: "secret",
    description:
      "An address that is asked for (GET) after each tick in which no watch was overdue: a dead man's switch that is not asked any more tells you that Treewatch has stopped.",
  }),
);

/** The variables by name. One that is empty counts as not set. */
export const Variables = z.object({
  WATCHES: z.optional(
    z.unknown().check(
      z.meta({
        format: "JSON",
        description: "The list of watches, as JSON: it takes the place of `watches.ts`.",
        examples: [[{ id: "spdk-lib", url: "https://git.example/mirror/spdk/src/branch/master/lib" }]],
      }),
    ),
  ),
  PUBLIC_URL: z.optional(PublicUrl),
  CONTACT: z.optional(Contact),
  ADMIN_TOKEN: z.optional(AdminToken),
  READ_TOKEN: z.optional(ReadToken),
  WEBSUB_HUB: z.optional(WebsubHub),
  HEARTBEAT_URL: z.optional(HeartbeatUrl),
  ALLOW_PRIVATE_HOSTS: z.optional(AllowPrivateHosts),
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
  publicUrl?: string;
  contact?: string;
  adminToken?: string;
  readToken?: string;
  /** Set only where `publicUrl` is. */
  websubHub?: string;
  /** A secret: it is never shown. */
  heartbeatUrl?: string;
  allowPrivateHosts: boolean;
  /** Seconds between two ticks: 60 on Cloudflare, whatever the clock says on one machine. */
  tickSeconds: number;
};

/** Parses the variables alone; what cannot be used is left out and added to `problems`. */
export function parseSettings(env: Bindings, problems: Problem[] = []): Settings {
  const { shape } = Variables;
  const read = <T>(field: keyof typeof shape, schema: z.ZodMiniType<T>) =>
    parse(schema, env[field] === "" ? undefined : env[field], { field }, problems);
  const publicUrl = read("PUBLIC_URL", shape.PUBLIC_URL);
  const contact = read("CONTACT", shape.CONTACT);
  const adminToken = read("ADMIN_TOKEN", shape.ADMIN_TOKEN);
  const readToken = read("READ_TOKEN", shape.READ_TOKEN);
  const heartbeat = read("HEARTBEAT_URL", shape.HEARTBEAT_URL);
  const hub = read("WEBSUB_HUB", shape.WEBSUB_HUB);
  if (hub !== undefined && publicUrl === undefined) {
    const problem = "a hub is told of feeds by their address: set PUBLIC_URL, or take this away";
    problems.push({ field: "WEBSUB_HUB", problem });
  }
  return {
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(contact === undefined ? {} : { contact }),
    ...(adminToken === undefined ? {} : { adminToken }),
    ...(readToken === undefined ? {} : { readToken }),
    ...(hub === undefined || publicUrl === undefined ? {} : { websubHub: hub }),
    ...(heartbeat === undefined ? {} : { heartbeatUrl: heartbeat }),
    allowPrivateHosts: read("ALLOW_PRIVATE_HOSTS", shape.ALLOW_PRIVATE_HOSTS) ?? false,
    // Set by the clock on one machine; nothing that an operator sets.
    tickSeconds: Math.max(1, Number(env["TICK_SECONDS"] ?? 60) || 60),
  };
}

/** The text of a variable or secret, or undefined where it is not set or empty. */
export function readText(env: Bindings, name: string): string | undefined {
  const value = env[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
