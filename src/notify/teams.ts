/**
 * Microsoft Teams, by a workflow that posts the Adaptive Card it is sent. Every text goes into a `RichTextBlock`, which
 * knows no Markdown; that of a `TextBlock` cannot be escaped the same way for all of Teams' clients (AdaptiveCards#5590).
 */
import * as z from "zod/mini";
import { parseJson } from "../json.ts";
import { truncate, webUrl } from "../text.ts";
import { composeMessage } from "./compose.ts";
import type { Channel, ChannelWords, Run } from "./contract.ts";
import { first, fitting } from "./fitting.ts";
import type { Line, Message, Span } from "./message.ts";
import { plainLines } from "./plain.ts";
import { judgeStatus } from "./reply.ts";
import { postJson } from "./request.ts";

/**
 * The greatest size of a body (see `sizeOf`). Teams takes 28 KiB, and counts about a fifth more than was sent
 * (msteams-docs#11274). A longer message would be lost without a word: the workflow accepts it before Teams looks at it.
 */
const maxSize = 24_000;
/** The most updates of one message. Commits hardly come to as many; changes without one may. */
const maxItems = 100;
/** The most code points of the text for notifications. */
const maxNotice = 200;

type TextRun = {
  type: "TextRun";
  text: string;
  weight?: "Bolder";
  selectAction?: { type: "Action.OpenUrl"; url: string };
};
type Block = { type: "RichTextBlock"; spacing?: "None"; inlines: TextRun[] };

/** @public What the docs say of it. */
export const words: ChannelWords = {
  sends: "A Microsoft Teams channel or chat, by a workflow",
  holds:
    "the address of a workflow made of the template «Send webhook alerts to a channel» or «… to a chat», from the Workflows app",
};

export const teams: Channel = {
  kind: "teams",

  check(secrets) {
    const address = webUrl(secrets[""]);
    if (address === undefined) return `holds no http(s) address. ${putAddress}`;
    const { hostname, searchParams } = new URL(address);
    if (/(?:^|\.)(?:webhook\.office|outlook\.office(?:365)?)\.com$/.test(hostname)) {
      return `holds the address of an Office 365 connector, which Microsoft has retired. ${putAddress}`;
    }
    return /\.(?:logic\.azure|powerplatform)\.com$/.test(hostname) && !searchParams.has("sig")
      ? `holds a workflow's address without the signature at its end. ${wholeAddress}`
      : undefined;
  },

  compose(run, secrets, { plain }) {
    const requestOf = (part: Run) => {
      const message = composeMessage(part);
      const blocks = plain ? plainBlocks(message) : blocksOf(message);
      return postJson(secrets[""] ?? "", postOf(message.notice, blocks));
    };
    const taken = fitting(run, maxItems, (part) => sizeOf(requestOf(part).body) <= maxSize);
    return { taken, request: requestOf(first(run, taken)) };
  },

  judge(reply) {
    const known = judgeStatus(reply);
    if (known !== undefined) return known;
    if (reply.status === 413) return { outcome: "not-taken", reason: "http-413" };
    const code = Said.safeParse(parseJson(reply.body)).data?.error.code ?? "";
    return { outcome: "refused", reason: refusals.has(code) ? code : `http-${reply.status}` };
  },

  explain(reason) {
    if (reason === "redirected") return `The address redirects, which no workflow's does. ${putAddress}`;
    return (
      refusals.get(reason) ?? `What answers at the address is no workflow that posts to Teams. ${putAddress}`
    );
  },
};

const putAddress =
  "Make a workflow of the template «Send webhook alerts to a channel» in the Workflows app of Teams and put its address into the secret.";
const wholeAddress =
  "Copy the whole address of the workflow's trigger, with everything behind `?`, into the secret.";
const itsOwner = "It belongs to the person who made it and ends with that account.";
/** What Power Automate says in `error.code` of a refusal, and what to do about it. */
const refusals: ReadonlyMap<string, string> = new Map([
  [
    "WorkflowTriggerIsNotEnabled",
    `The workflow is turned off or deleted. Have its owner turn it on and resume the channel, or make a new one and put its address into the secret.`,
  ],
  ["WorkflowNotFound", `The workflow no longer exists. ${itsOwner} ${putAddress}`],
  [
    "DirectApiAuthorizationRequired",
    `The workflow takes the message only from somebody who is signed in. Set «Who can trigger the flow» to «Anyone» in its trigger, then copy the new address into the secret.`,
  ],
  [
    "DirectApiInvalidAuthorizationScheme",
    `The workflow does not accept the address's signature. ${wholeAddress}`,
  ],
  // No message of Treewatch's has another form: it is the workflow that would set aside each of them.
  [
    "TriggerInputSchemaMismatch",
    `The workflow expects something else than a card. Its trigger has to be «When a Teams webhook request is received».`,
  ],
]);

const Said = z.object({ error: z.object({ code: z.string() }) });

/** A body's size, counted no lower than anybody may on its way: as a string inside of JSON, in nothing but ASCII. */
function sizeOf(body: string): number {
  return JSON.stringify(body).replace(/[^ -~]/g, String.raw`\u0000`).length;
}

/** The body of a request: what the template's workflow hands on to Teams. */
function postOf(notice: string, body: Block[]) {
  const summary = truncate(notice, maxNotice);
  return {
    type: "message",
    summary,
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          type: "AdaptiveCard",
          // Workflows show no card of a later version (prometheus/alertmanager#3920).
          version: "1.4",
          fallbackText: summary,
          msteams: { width: "Full" },
          body,
        },
      },
    ],
  };
}

/** A block for each line, as no line break inside of one is sure to be shown; a part stands apart from what is above. */
function blocksOf({ parts }: Message): Block[] {
  return parts.flatMap(({ lines, rows }) =>
    [...lines, ...rows.map((row): Line => [{ text: "• " }, ...row])].map((line, i) =>
      blockOf(line.map(runOf), i > 0),
    ),
  );
}

function plainBlocks(message: Message): Block[] {
  return plainLines(message).map((text) => blockOf([{ type: "TextRun", text }], true));
}

function blockOf(inlines: TextRun[], close: boolean): Block {
  return { type: "RichTextBlock", ...(close ? { spacing: "None" } : {}), inlines };
}

function runOf({ text, url, strong }: Span): TextRun {
  return {
    type: "TextRun",
    text,
    ...(strong === true ? { weight: "Bolder" } : {}),
    ...(url === undefined ? {} : { selectAction: { type: "Action.OpenUrl", url } }),
  };
}
