/** The variables that Treewatch reads, beside the secrets that channels name. The table in `docs/configure.md` is made of them. */
import * as z from "zod/mini";

const publicUrl = "write the address at which readers reach Treewatch, such as https://treewatch.example";

/** An address without a slash, a query or credentials at its end. */
const PublicUrl = z.pipe(
  z.string(publicUrl).check(
    z.meta({
      format: "address",
      description:
        "The address at which readers reach Treewatch. Links in feeds and messages begin with it; without it, messages link to the forge only, and no shared cache keeps a feed.",
      examples: ["https://treewatch.example"],
    }),
  ),
  z.transform((text, context) => {
    const url = URL.parse(text);
    if (url?.protocol === "https:" || url?.protocol === "http:")
      return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
    context.issues.push({ code: "custom", message: publicUrl, input: text });
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
  ALLOW_PRIVATE_HOSTS: z.optional(AllowPrivateHosts),
});
