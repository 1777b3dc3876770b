/**
 * Slack, by an incoming webhook. Everything that an upstream said goes into `rich_text`, where no text is markup:
 * webhooks take it (slackapi/bolt-js#1324), and nothing in it can mention, link or format.
 */
import { parseRetryAfter } from "../retry-after.ts";
import { webUrl } from "../text.ts";
import type { Channel, Outcome, Reply, Run, Secrets } from "./contract.ts";
import { composeMessage, type Line, type Message, type Part, type Span } from "./message.ts";

/**
 * The most characters of a message's blocks, as JSON. Slack refuses messages of about 13,200, a limit that it does not
 * document and that counts more than text (slackapi/bolt-js#2509, #2867): with the containers counted too, it is kept
 * whatever it counts. So is the limit of 50 blocks, as no group of updates is shorter than 250.
 */
const maxCharacters = 10_000;
/** An update takes about 100 characters at least, so that hardly more can ever fit. */
const maxUpdates = maxCharacters / 100;

type Element = { type: "text" | "link"; text: string; url?: string; style?: { bold: true } };
type Section = { type: "rich_text_section"; elements: Element[] };
type List = { type: "rich_text_list"; style: "bullet"; elements: Section[] };
type Block = { type: "rich_text"; elements: (Section | List)[] };

export const slack: Channel = {
  kind: "slack",
  sends: "A Slack channel, by an incoming webhook",

  check(secrets) {
    const url = webUrl(secrets[""]);
    if (url === undefined) return `holds no http(s) address. ${putAddress}`;
    if (new URL(url).pathname.startsWith("/triggers/")) {
      return `holds the address of a workflow's trigger, which shows no messages. ${putAddress}`;
    }
    return undefined;
  },

  compose(run, secrets) {
    const taken = fitting(run);
    const message = composeMessage(first(run, taken));
    return {
      taken,
      request: {
        url: addressOf(secrets),
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify({
          text: escapeMrkdwn(message.notice),
          mrkdwn: false,
          blocks: blocksOf(message),
          unfurl_links: false,
          unfurl_media: false,
        }),
      },
    };
  },

  judge(reply) {
    if (reply.status === 429) return later("rate-limited", reply);
    if (reply.status >= 500) return later("server-error", reply);
    // Any body: Slack says `ok`, receivers that speak its language say other things, and a second copy helps nobody.
    if (reply.status >= 200 && reply.status < 300) return { outcome: "delivered" };
    if (reply.status >= 300 && reply.status < 400) return { outcome: "refused", reason: "redirected" };
    const code = reply.body.trim();
    return { outcome: "refused", reason: refusals.has(code) ? code : `http-${reply.status}` };
  },

  explain(reason) {
    if (reason === "redirected")
      return `The address redirects, which no webhook of Slack's does. ${putAddress}`;
    return refusals.get(reason) ?? `What answers at the address is no webhook of Slack's. ${putAddress}`;
  },
};

const putAddress =
  "Put the address of an incoming webhook (https://hooks.slack.com/services/…) into the secret; the Slack app's page «Incoming Webhooks» shows it.";
const newWebhook = "Make a new incoming webhook and put its address into the secret.";
const askAdmin = "Ask an administrator of the workspace, then resume the channel.";
const ourFault =
  "Slack does not accept the message as Treewatch wrote it. Please report this; resume the channel to try again.";

/** What Slack says in the body of a refusal, and what to do about it. */
const refusals: ReadonlyMap<string, string> = new Map([
  ["no_service", `Slack no longer knows the webhook. ${newWebhook}`],
  ["no_active_hooks", `The webhook is switched off. ${newWebhook}`],
  ["no_team", `Slack does not know the workspace of the webhook. ${newWebhook}`],
  ["invalid_token", `Slack does not accept the webhook's address. ${newWebhook}`],
  ["team_disabled", `The workspace is disabled. ${askAdmin}`],
  ["action_prohibited", `The workspace does not let the webhook post. ${askAdmin}`],
  [
    "posting_to_general_channel_denied",
    `The workspace does not let the webhook post to its general channel. ${askAdmin}`,
  ],
  ["channel_not_found", `The webhook's channel no longer exists. ${newWebhook}`],
  [
    "channel_is_archived",
    `The webhook's channel is archived. Unarchive it and resume, or make a webhook for another one.`,
  ],
  ["user_not_found", `The person to whom the webhook posts no longer exists. ${newWebhook}`],
  ["invalid_payload", ourFault],
  ["invalid_blocks", ourFault],
  ["invalid_blocks_format", ourFault],
  ["msg_blocks_too_long", ourFault],
  ["msg_too_long", ourFault],
  ["no_text", ourFault],
  ["missing_text_or_fallback_or_attachments", ourFault],
]);

function later(reason: "rate-limited" | "server-error", reply: Reply): Outcome {
  const retryAfterMs = parseRetryAfter(reply.headers);
  return retryAfterMs === undefined
    ? { outcome: "later", reason }
    : { outcome: "later", reason, retryAfterMs };
}

function addressOf(secrets: Secrets): string {
  return secrets[""] ?? "";
}

function first(run: Run, amount: number): Run {
  return { ...run, updates: run.updates.slice(0, amount) };
}

/** How many updates of the run, from the first, fit one message: one always does, because every text in it is cut. */
function fitting(run: Run): number {
  let fits = 1;
  let beyond = Math.min(run.updates.length, maxUpdates) + 1;
  while (beyond - fits > 1) {
    const amount = Math.floor((fits + beyond) / 2);
    const blocks = blocksOf(composeMessage(first(run, amount)));
    if (JSON.stringify(blocks).length <= maxCharacters) fits = amount;
    else beyond = amount;
  }
  return fits;
}

function blocksOf(message: Message): Block[] {
  return message.parts.map((part) => ({ type: "rich_text", elements: elementsOf(part) }));
}

function elementsOf(part: Part): (Section | List)[] {
  const sections: (Section | List)[] = part.lines.length === 0 ? [] : [sectionOf(part.lines)];
  if (part.rows.length > 0) {
    sections.push({
      type: "rich_text_list",
      style: "bullet",
      elements: part.rows.map((row) => sectionOf([row])),
    });
  }
  return sections;
}

function sectionOf(lines: readonly Line[]): Section {
  const elements = lines.flatMap((line, index) =>
    (index === 0 ? line : [{ text: "\n" }, ...line]).map(elementOf),
  );
  return { type: "rich_text_section", elements };
}

function elementOf(span: Span): Element {
  const style = span.strong === true ? { style: { bold: true as const } } : {};
  return span.url === undefined
    ? { type: "text", text: span.text, ...style }
    : { type: "link", url: span.url, text: span.text, ...style };
}

/** All that `text` needs not to be read as a mention or a link (`<!channel>`); `mrkdwn: false` keeps the rest literal. */
function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
