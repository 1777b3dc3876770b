/**
 * Discord, by an incoming webhook. The first line is the message's `content`: notifications show it, and so it is seen
 * where embeds are switched off. The rest is an embed, which holds twice as much and unfurls nothing. Both are Markdown,
 * in which all that an upstream said is escaped.
 */
import * as z from "zod/mini";
import { parseJson } from "../json.ts";
import { parseRetryAfter } from "../retry-after.ts";
import { truncate, webUrl } from "../text.ts";
import { composeMessage } from "./compose.ts";
import type { Channel, ChannelWords, Run, Secrets } from "./contract.ts";
import { first, fitting } from "./fitting.ts";
import type { Line, Message, Span } from "./message.ts";
import { plainLines } from "./plain.ts";
import { judgeStatus, later } from "./reply.ts";
import { postJson } from "./request.ts";

/** The most characters of `content` and of an embed's `description`; Discord counts code points (discord-api-docs#1315). */
const maxContent = 2000;
const maxDescription = 4096;
/** A longer address is left out, so that `content` takes every first line. No forge's comes near. */
const maxUrl = 500;
/** The most updates of one message. Commits never come to as many; changes without one may. */
const maxItems = 100;
/** The flag `SUPPRESS_EMBEDS`. With it the message's own embeds would not be shown either. */
const suppressEmbeds = 4;

/** @public What the docs say of it. */
export const words: ChannelWords = {
  sends: "A Discord channel, by an incoming webhook",
  holds:
    "the webhook's address (https://discord.com/api/webhooks/…), from the channel's settings, «Integrations»; `?thread_id=…` after it posts into a thread",
};

export const discord: Channel = {
  kind: "discord",

  check(secrets) {
    const address = webUrl(secrets[""]);
    if (address === undefined) return `holds no http(s) address. ${putAddress}`;
    const { hostname, pathname } = new URL(address);
    return isDiscords(hostname) && !webhookPath.test(pathname)
      ? `holds an address of Discord's that is no webhook for its own messages. ${putAddress}`
      : undefined;
  },

  compose(run, secrets, { plain }) {
    const fits = (part: Run) => {
      const message = composeMessage(part);
      return plain
        ? lengthOf(plainContent(message)) <= maxContent
        : lengthOf(linesOf(message).slice(1).join("\n")) <= maxDescription;
    };
    const taken = fitting(run, maxItems, fits);
    const message = composeMessage(first(run, taken));
    const [content, ...rest] = linesOf(message);
    return {
      taken,
      request: postJson(addressOf(secrets), {
        ...(plain
          ? { content: truncate(plainContent(message), maxContent), flags: suppressEmbeds }
          : { content, embeds: [{ description: rest.join("\n") }] }),
        allowed_mentions: { parse: [] },
      }),
    };
  },

  judge(reply) {
    const { code, retry_after } = Said.safeParse(parseJson(reply.body)).data ?? {};
    const known = judgeStatus(reply);
    if (known?.outcome === "later" && reply.status === 429 && retry_after !== undefined) {
      const asked = parseRetryAfter(new Headers({ "retry-after": String(retry_after) }));
      return later("rate-limited", Math.max(known.retryAfterMs ?? 0, asked ?? 0));
    }
    if (known !== undefined) return known;
    const reason = reasons.get(code) ?? `http-${reply.status}`;
    return { outcome: notTaken.has(reason) ? "not-taken" : "refused", reason };
  },

  explain(reason) {
    return (
      refusals.get(reason) ?? `What answers at the address is no webhook that Discord knows. ${putAddress}`
    );
  },
};

const putAddress =
  "Put the address of a webhook (https://discord.com/api/webhooks/…) into the secret; the channel's settings show it under «Integrations».";
const newWebhook = "Make a new webhook in the channel's settings and put its address into the secret.";
const rightThread =
  "Put `?thread_id=` and the number of one of its threads after the webhook's address in the secret.";
/** Why Discord refuses a webhook, and what to do about it. */
const refusals: ReadonlyMap<string, string> = new Map([
  ["redirected", `The address redirects, which no webhook of Discord's does. ${putAddress}`],
  ["unknown-webhook", `Discord no longer knows the webhook. ${newWebhook}`],
  ["invalid-token", `Discord does not accept the token in the webhook's address. ${newWebhook}`],
  ["unknown-thread", `The thread that the address names does not exist. ${rightThread}`],
  ["thread-needed", `The webhook posts to a forum, where every message stands in a thread. ${rightThread}`],
]);

/** What Discord says beside its texts; the codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes */
const Said = z.object({
  code: z.optional(z.number()),
  /** Seconds; only with 429. */
  retry_after: z.optional(z.number()),
});
const reasons: ReadonlyMap<number | undefined, string> = new Map([
  [10003, "unknown-thread"],
  [10015, "unknown-webhook"],
  [50006, "empty-message"],
  [50027, "invalid-token"],
  [50035, "invalid-form-body"],
  [220001, "thread-needed"],
]);
/** The reasons for which only the message is not taken. */
const notTaken: ReadonlySet<string> = new Set(["empty-message", "invalid-form-body", "http-413"]);

function isDiscords(hostname: string): boolean {
  return /(?:^|\.)discord(?:app)?\.com$/.test(hostname);
}

/** With `/slack` or `/github` after its token, a webhook takes the messages of those, and not Discord's own. */
const webhookPath = /^\/api\/(?:v\d+\/)?webhooks\/\d+\/[^/]+\/?$/;

/**
 * The address to post to. It asks Discord to answer only once the message is there (else errors are not told), and in
 * a stated version: without one it still speaks version 6, whose errors bear no code and whose pauses are milliseconds.
 */
function addressOf(secrets: Secrets): string {
  const url = URL.parse(secrets[""] ?? "");
  if (url === null) return "";
  if (isDiscords(url.hostname)) url.pathname = url.pathname.replace("/api/webhooks/", "/api/v10/webhooks/");
  url.searchParams.set("wait", "true");
  return url.href;
}

function lengthOf(text: string): number {
  return [...text].length;
}

function linesOf({ parts }: Message): string[] {
  return parts.flatMap(({ lines, rows }) => [
    ...lines.map(markdownOf),
    ...rows.map((row) => `- ${markdownOf(row)}`),
  ]);
}

function plainContent(message: Message): string {
  return plainLines(message).map(escapeMarkdown).join("\n");
}

function markdownOf(line: Line): string {
  return line.map((span) => (span.strong === true ? `**${linkOf(span)}**` : linkOf(span))).join("");
}

/**
 * What a link may be laid on. There, nothing can be escaped (discord-api-docs#6185), an emoji undoes the link (#6116),
 * and so does what looks like another address.
 */
const linkable =
  /^(?:[[[\p{L}\p{N}]--\p{Extended_Pictographic}] ,\/\(\)·…'+\-]|\.(?!\w+\/)|:(?= |\d\d\b)|_(?=[0-9A-Za-z]))+$/v;

/** The text as a link, or followed by one; the angle brackets let it unfurl nothing. */
function linkOf({ text, url }: Span): string {
  if (url === undefined || url.length > maxUrl) return escapeMarkdown(text);
  return linkable.test(text) ? `[${text}](<${url}>)` : `${escapeMarkdown(text)} [link](<${url}>)`;
}

/**
 * The text as Discord shows it literally: no style, link, mention, emoji or time anywhere in it (`:` also begins what
 * follows `https`, and a host before a path is read as an invitation), and at its beginning no heading, list or quotation.
 */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\*_~|`<[@]|:(?!\s)|\.(?=\w+\/)/g, String.raw`\$&`)
    .replace(/^(\s*\d*)([-+#>.])/, String.raw`$1\$2`);
}
