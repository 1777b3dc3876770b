/**
 * Slack, by an incoming webhook or by a workflow (`slack-workflow.ts`). Everything that an upstream said goes into `rich_text`, where no text is markup:
 * webhooks take it (slackapi/bolt-js#1324), and nothing in it can mention, link or format.
 */
import { webUrl } from "../text.ts";
import { composeMessage } from "./compose.ts";
import type { Channel, ChannelWords, Run, Secrets } from "./contract.ts";
import { first, fitting } from "./fitting.ts";
import type { Line, Message, Part, Span } from "./message.ts";
import { plainLines } from "./plain.ts";
import { judgeStatus } from "./reply.ts";
import { postJson } from "./request.ts";
import { composeForWorkflow, isTrigger, refusesWorkflow } from "./slack-workflow.ts";

/**
 * The most characters of a message's blocks, as JSON. Slack refuses messages of about 13,200, a limit that it does not
 * document and that counts more than text (slackapi/bolt-js#2509, #2867): with the containers counted too, it is kept
 * whatever it counts. So is the limit of 50 blocks, as no group of updates is shorter than 250.
 */
const maxCharacters = 10_000;
/** The most characters of a text, as Slack advises; it takes 40,000, which no single item comes near. */
const maxPlain = 4000;
/** An update takes about 100 characters at least, so that hardly more can ever fit. */
const maxItems = maxCharacters / 100;

type Element = { type: "text" | "link"; text: string; url?: string; style?: { bold: true } };
type Section = { type: "rich_text_section"; elements: Element[] };
type List = { type: "rich_text_list"; style: "bullet"; elements: Section[] };
type Block = { type: "rich_text"; elements: (Section | List)[] };

/** @public What the docs say of it. */
export const words: ChannelWords = {
  sends: "A Slack channel, by an incoming webhook or a workflow",
  holds:
    "the webhook's address (https://hooks.slack.com/services/…), from the Slack app's page «Incoming Webhooks»; or the address that starts a workflow (https://hooks.slack.com/triggers/…), which needs a variable of the type Text, named `text`",
};

export const slack: Channel = {
  kind: "slack",

  check(secrets) {
    return webUrl(secrets[""]) === undefined ? `holds no http(s) address. ${putAddress}` : undefined;
  },

  compose(run, secrets, { plain }) {
    const url = addressOf(secrets);
    if (isTrigger(url)) return composeForWorkflow(run, url);
    const fits = (part: Run) =>
      plain
        ? plainText(composeMessage(part)).length <= maxPlain
        : JSON.stringify(blocksOf(composeMessage(part))).length <= maxCharacters;
    const taken = fitting(run, maxItems, fits);
    const message = composeMessage(first(run, taken));
    const text = plain ? plainText(message) : escapeMrkdwn(message.notice);
    return {
      taken,
      request: postJson(url, {
        text,
        mrkdwn: false,
        ...(plain ? {} : { blocks: blocksOf(message) }),
        unfurl_links: false,
        unfurl_media: false,
      }),
    };
  },

  judge(reply) {
    // Any body will do with 200: Slack says `ok`, receivers that speak its language say other things.
    const known = judgeStatus(reply);
    if (known?.outcome !== "later" && refusesWorkflow(reply))
      return { outcome: "refused", reason: "workflow-refused" };
    if (known !== undefined) return known;
    const code = reply.body.trim();
    if (notTaken.has(code)) return { outcome: "not-taken", reason: code };
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
  [
    "workflow-refused",
    "The workflow did not take the message. See in Slack's Workflow Builder that it is published and has a variable of the type Text, named text, then resume the channel.",
  ],
]);

/** What Slack says of a message that it does not take as it is. */
const notTaken: ReadonlySet<string> = new Set([
  "invalid_payload",
  "invalid_blocks",
  "invalid_blocks_format",
  "invalid_attachments",
  "msg_blocks_too_long",
  "msg_too_long",
  "no_text",
  "missing_text_or_fallback_or_attachments",
]);

function addressOf(secrets: Secrets): string {
  return secrets[""] ?? "";
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

function plainText(message: Message): string {
  return escapeMrkdwn(plainLines(message).join("\n"));
}

/** All that `text` needs not to be read as a mention or a link (`<!channel>`); `mrkdwn: false` keeps the rest literal. */
function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
