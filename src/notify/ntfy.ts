/**
 * ntfy, by a topic of ntfy.sh or of a server of one's own. A topic that anyone may read is as secret as its name, which
 * is therefore nowhere but in the address: the message is the body as it is, and what belongs to it goes in headers
 * (ntfy's JSON form repeats the topic in the body).
 */
import { Buffer } from "node:buffer";
import * as z from "zod/mini";
import { alertType } from "../alerts.ts";
import { parseJson } from "../json.ts";
import { truncate, webUrl } from "../text.ts";
import { composeMessage } from "./compose.ts";
import type { Channel, ChannelWords, Run } from "./contract.ts";
import { first, fitting } from "./fitting.ts";
import type { Message } from "./message.ts";
import { showName } from "./phrases.ts";
import { plainLines } from "./plain.ts";
import { judgeStatus } from "./reply.ts";

/** Bytes of a message; ntfy makes a longer one an attachment. */
const maxBytes = 4096;
/** A row takes about 20 bytes at least, so that hardly more can ever fit. */
const maxItems = 200;

/** @public What the docs say of it. */
export const words: ChannelWords = {
  sends: "Phones and desktops, by a topic of ntfy",
  holds: "the topic's address (https://ntfy.sh/…, or on a server of your own)",
  further: { TOKEN: "an access token (`tk_…`), where the topic asks for one" },
};

export const ntfy: Channel = {
  kind: "ntfy",
  further: ["TOKEN"],

  check(secrets) {
    const url = webUrl(secrets[""]);
    if (url === undefined) return `holds no http(s) address. ${putAddress}`;
    if (!/\/[-\w]{1,64}$/.test(new URL(url).pathname)) return `holds no topic's address. ${putAddress}`;
    if (!/^[\x21-\x7e]*$/.test(secrets["TOKEN"] ?? "")) return `is without a valid access token. ${putToken}`;
    return undefined;
  },

  compose(run, secrets, { id, plain }) {
    const taken = fitting(
      run,
      maxItems,
      (part) => Buffer.byteLength(textOf(composeMessage(part))) <= maxBytes,
    );
    const message = composeMessage(first(run, taken));
    const text = textOf(message);
    const token = secrets["TOKEN"];
    return {
      taken,
      request: {
        url: secrets[""] ?? "",
        method: "POST",
        headers: {
          "content-type": "text/plain; charset=utf-8",
          // A repeat takes the place of the message that it repeats (ntfy 2.16; an older server shows both).
          "x-sequence-id": id,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(plain ? {} : surroundings(run, message)),
        },
        // Only what an upstream made long on purpose is too long here, and has four bytes a character at most.
        body: Buffer.byteLength(text) <= maxBytes ? text : truncate(text, maxBytes / 4),
      },
    };
  },

  judge(reply) {
    const known = judgeStatus(reply);
    if (known !== undefined) return known;
    const reason = `http-${reply.status}`;
    // A 400 is said of the message only where ntfy says it, and not of the topic.
    const { code } = z.safeParse(Problem, parseJson(reply.body)).data ?? {};
    const aboutMessage = reply.status === 400 && code !== undefined && !topicProblems.has(code);
    if (reply.status === 413 || aboutMessage) return { outcome: "not-taken", reason };
    return { outcome: "refused", reason };
  },

  explain(reason) {
    switch (reason) {
      case "redirected":
        return `The address redirects, which no topic of ntfy's does. ${putAddress}`;
      case "http-401":
        return `The server does not know the access token. ${putToken}`;
      case "http-403":
        return "The topic may not be written to. Put an access token that may into the secret of the same name with _TOKEN behind it, or choose another topic.";
      default:
        return `What answers at the address is no topic of ntfy's. ${putAddress}`;
    }
  },
};

const putToken = "Put a valid one into the secret of the same name with _TOKEN behind it.";
const putAddress = "Put the topic's address (https://ntfy.sh/…) into the secret.";

/** ntfy's body of an error: the code is the status and two digits more. */
const Problem = z.object({ code: z.number().check(z.refine((code) => code >= 40_000)) });
/** The topic is invalid; it is one that the server keeps for itself. */
const topicProblems: ReadonlySet<number> = new Set([40_009, 40_010]);

function textOf(message: Message): string {
  return plainLines(message).join("\n");
}

/** What ntfy shows around a message: whose it is, an emoji of alerts, and where a click leads, to the first link. */
function surroundings(run: Run, { parts }: Message): Record<string, string> {
  const link = parts.flatMap(({ lines }) => lines.flat()).find(({ url }) => url !== undefined)?.url;
  const [alert] = run.tells === "alerts" ? run.items : [];
  return {
    title: encodeHeader(showName(run.watch.title)),
    ...(link === undefined ? {} : { click: link }),
    ...(alert === undefined ? {} : { tags: alertType(alert) === "trouble" ? "warning" : "white_check_mark" }),
  };
}

/** Text as a header's value, which is ASCII: an encoded word of RFC 2047, as ntfy reads it. */
function encodeHeader(text: string): string {
  return `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;
}
