/**
 * Telegram, by a bot. What is bold and what is linked stands beside the text, by its place in it: nothing in the text is
 * markup, and nothing can be wrong about it. What remains is that Telegram finds mentions by itself.
 */
import * as z from "zod/mini";
import { parseJson } from "../json.ts";
import { webUrl } from "../text.ts";
import { DAY, SECOND } from "../time.ts";
import { composeMessage } from "./compose.ts";
import type { Channel, ChannelWords, Run } from "./contract.ts";
import { first, fitting } from "./fitting.ts";
import type { Message } from "./message.ts";
import { judgeStatus } from "./reply.ts";

/** The most characters of a text (here UTF-16 units, in which places are counted), and the most entities in it. */
const maxText = 4096;
const maxEntities = 100;

/** A piece of the text that is bold or a link, from `offset` on (UTF-16 units). */
type Entity = { type: "bold" | "text_link"; offset: number; length: number; url?: string };

/** @public What the docs say of it. */
export const words: ChannelWords = {
  sends: "A Telegram chat, by a bot",
  holds:
    "the address by which the bot writes to the chat: https://api.telegram.org/bot, its token from @BotFather, /sendMessage?chat_id= and the chat's id (&message_thread_id= for a topic)",
};

export const telegram: Channel = {
  kind: "telegram",

  check(secrets) {
    const url = URL.parse(webUrl(secrets[""]) ?? "");
    if (url === null || !/\/bot\d+:[-\w]+\/sendMessage$/.test(url.pathname))
      return `holds no address of a bot's sendMessage. ${putAddress}`;
    return url.searchParams.get("chat_id") ? undefined : `holds an address without a chat_id. ${putAddress}`;
  },

  compose(run, secrets, { plain }) {
    const fits = (part: Run) => {
      const { text, entities } = withEntities(composeMessage(part));
      return text.length <= maxText && entities.length <= maxEntities;
    };
    const taken = fitting(run, maxEntities, fits);
    const { text, entities } = withEntities(composeMessage(first(run, taken)));
    return {
      taken,
      request: {
        url: secrets[""] ?? "",
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          text,
          ...(plain ? {} : { entities }),
          link_preview_options: { is_disabled: true },
        }),
      },
    };
  },

  judge(reply) {
    const { description = "", parameters } = z.safeParse(Problem, parseJson(reply.body)).data ?? {};
    const seconds = parameters?.retry_after;
    const known = judgeStatus(reply, seconds === undefined ? undefined : seconds * SECOND);
    if (known !== undefined) return known;
    const refusal = refusals.find(({ says }) => says.test(description));
    const reason = refusal?.reason ?? `http-${reply.status}`;
    if (refusal === undefined && notTaken.test(description)) return { outcome: "not-taken", reason };
    return { outcome: "refused", reason };
  },

  explain(reason) {
    switch (reason) {
      case "redirected":
        return `The address redirects, which Telegram's does not. ${putAddress}`;
      case "http-401":
      case "http-404":
        return `Telegram does not know the bot's token. ${putAddress}`;
      default:
        return (
          refusals.find((refusal) => refusal.reason === reason)?.explanation ??
          `Telegram does not take messages at the address. ${putAddress}`
        );
    }
  },
};

const putAddress =
  "Put https://api.telegram.org/bot, the token from @BotFather, /sendMessage?chat_id= and the chat's id into the secret.";

/** What Telegram says of a refusal, what it is called here, and what to do about it. Its texts are documented nowhere. */
const refusals: readonly { says: RegExp; reason: string; explanation: string }[] = [
  {
    says: /chat not found/,
    reason: "chat-not-found",
    explanation: "The bot is in no chat of this id. Add it to the chat, or correct chat_id in the secret.",
  },
  {
    says: /upgraded to a supergroup/,
    reason: "chat-upgraded",
    explanation: "The group has become a supergroup and got another id. Put the new chat_id into the secret.",
  },
  {
    says: /kicked|not a member|group is deactivated/,
    reason: "removed",
    explanation: "The bot is no longer in the chat. Add it again, then resume the channel.",
  },
  {
    says: /blocked by the user|user is deactivated|can't initiate/,
    reason: "blocked",
    explanation: "The person does not let the bot write. Start a chat with it, then resume the channel.",
  },
  {
    says: /rights|CHAT_WRITE_FORBIDDEN|CHAT_RESTRICTED/,
    reason: "no-rights",
    explanation: "The bot may not write to the chat. Let it send messages, then resume the channel.",
  },
  {
    says: /thread not found|TOPIC_(?:CLOSED|DELETED)/,
    reason: "topic-closed",
    explanation:
      "The topic is closed or gone. Open it and resume the channel, or correct message_thread_id in the secret.",
  },
];

/** What it says of a message that it does not take as it is. */
const notTaken = /entit|message (?:is too long|text is empty)|MESSAGE_(?:TOO_LONG|EMPTY)/i;

const Problem = z.object({
  description: z.optional(z.string()),
  parameters: z.optional(
    z.object({
      retry_after: z.optional(
        z.number().check(z.refine((seconds) => seconds >= 0 && seconds <= DAY / SECOND)),
      ),
    }),
  ),
});

/** The text of a message, a row a bullet, and its entities by their place. */
function withEntities({ parts }: Message): { text: string; entities: Entity[] } {
  const entities: Entity[] = [];
  let text = "";
  for (const line of parts.flatMap(({ lines, rows }) => [
    ...lines,
    ...rows.map((row) => [{ text: "• " }, ...row]),
  ])) {
    if (text !== "") text += "\n";
    for (const { text: piece, url, strong } of line) {
      const offset = text.length;
      text += unmentioning(piece);
      const place = { offset, length: text.length - offset };
      if (strong === true) entities.push({ type: "bold", ...place });
      if (url !== undefined) entities.push({ type: "text_link", ...place, url });
    }
  }
  return { text, entities };
}

/** With a word joiner, which cannot be seen, after each `@`: what follows is then no name that would be told. */
function unmentioning(text: string): string {
  return text.replaceAll("@", "@\u2060");
}
