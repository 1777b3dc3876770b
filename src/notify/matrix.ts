/**
 * Matrix, by an account that is in the room. The delivery's id is the transaction's, so that the homeserver itself leaves
 * a repeat out; and a message says that it mentions nobody, so that no name in it rings at anybody's.
 */
import { Buffer } from "node:buffer";
import * as z from "zod/mini";
import { parseJson } from "../json.ts";
import { escapeHtml, webUrl } from "../text.ts";
import { DAY } from "../time.ts";
import { composeMessage } from "./compose.ts";
import type { Channel, ChannelWords, Run, Secrets } from "./contract.ts";
import { first, fitting } from "./fitting.ts";
import type { Line, Part } from "./message.ts";
import { plainLines } from "./plain.ts";
import { judgeStatus } from "./reply.ts";

/** Bytes of a message's content: an event has 65,536 at the most, of which the homeserver's part is some hundred. */
const maxBytes = 60_000;
/** More than a screen or two is not read. */
const maxItems = 100;

/** @public What the docs say of it. */
export const words: ChannelWords = {
  sends: "A Matrix room",
  holds:
    "the homeserver's address and behind it the room's internal id (https://matrix.example/!room:example), from the room's settings, «Advanced»",
  further: { TOKEN: "the access token of an account that is in the room" },
};

export const matrix: Channel = {
  kind: "matrix",
  further: ["TOKEN"],

  check(secrets) {
    if (roomOf(secrets) === undefined) return `holds no address of a room. ${putRoom}`;
    return isToken.test(secrets["TOKEN"] ?? "") ? undefined : `is without an access token. ${putToken}`;
  },

  compose(run, secrets, { id, plain }) {
    const bodyOf = (part: Run) => JSON.stringify(contentOf(part, plain));
    const taken = fitting(run, maxItems, (part) => Buffer.byteLength(bodyOf(part)) <= maxBytes);
    const { homeserver = "", room = "" } = roomOf(secrets) ?? {};
    return {
      taken,
      request: {
        url: `${homeserver}/_matrix/client/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/${id}`,
        method: "PUT",
        headers: {
          authorization: `Bearer ${secrets["TOKEN"] ?? ""}`,
          "content-type": "application/json",
        },
        body: bodyOf(first(run, taken)),
      },
    };
  },

  judge(reply) {
    const { errcode = "", retry_after_ms } = z.safeParse(Problem, parseJson(reply.body)).data ?? {};
    const known = judgeStatus(reply, retry_after_ms);
    if (known !== undefined) return known;
    if (notTaken.has(errcode)) return { outcome: "not-taken", reason: errcode };
    return { outcome: "refused", reason: refusals.has(errcode) ? errcode : `http-${reply.status}` };
  },

  explain(reason) {
    if (reason === "redirected") return `The address redirects, which no homeserver does. ${putRoom}`;
    return refusals.get(reason) ?? `What answers at the address is no homeserver of Matrix. ${putRoom}`;
  },
};

const putRoom =
  "Put the homeserver's address and the room's internal id (https://matrix.example/!room:example) into the secret; the room's settings show the id under «Advanced».";
const putToken =
  "Put the token of an account that is in the room into the secret of the same name with _TOKEN behind it.";

/** What may stand in a header. */
const isToken = /^[\x21-\x7e]+$/;

/** What the homeserver says of a refusal, and what to do about it. */
const refusals: ReadonlyMap<string, string> = new Map([
  ["M_UNKNOWN_TOKEN", `The homeserver does not know the access token any longer. ${putToken}`],
  ["M_MISSING_TOKEN", `The homeserver found no access token. ${putToken}`],
  ["M_FORBIDDEN", "The account may not write to the room. Invite it, let it join, then resume the channel."],
  ["M_NOT_FOUND", `The homeserver does not know the room. ${putRoom}`],
  ["M_USER_DEACTIVATED", `The account is deactivated. ${putToken}`],
]);

/** What it says of a message that it does not take as it is. */
const notTaken: ReadonlySet<string> = new Set(["M_TOO_LARGE", "M_BAD_JSON", "M_NOT_JSON"]);

const Problem = z.object({
  errcode: z.optional(z.string()),
  /** Homeservers of before Matrix 1.10 name it here alone, not in `Retry-After`. */
  retry_after_ms: z.optional(z.number().check(z.refine((ms) => ms >= 0 && ms <= DAY))),
});

function roomOf(secrets: Secrets): { homeserver: string; room: string } | undefined {
  const [, homeserver, room] = /^([^?#]+)\/(![^/?#]+)$/.exec(webUrl(secrets[""]) ?? "") ?? [];
  return homeserver === undefined || room === undefined ? undefined : { homeserver, room };
}

/** A notice, as Matrix asks of bots, rings at nobody's; an alert should. */
function contentOf(run: Run, plain: boolean): object {
  const message = composeMessage(run);
  return {
    msgtype: run.tells === "alerts" ? "m.text" : "m.notice",
    body: plainLines(message).join("\n"),
    ...(plain
      ? {}
      : { format: "org.matrix.custom.html", formatted_body: message.parts.map(htmlOf).join("") }),
    "m.mentions": {},
  };
}

function htmlOf({ lines, rows }: Part): string {
  const paragraph = lines.length === 0 ? "" : `<p>${lines.map(htmlLine).join("<br>")}</p>`;
  const list = rows.map((row) => `<li>${htmlLine(row)}</li>`).join("");
  return list === "" ? paragraph : `${paragraph}<ul>${list}</ul>`;
}

function htmlLine(line: Line): string {
  return line
    .map(({ text, url, strong }) => {
      const shown = escapeHtml(text);
      const linked = url === undefined ? shown : `<a href="${escapeHtml(url)}">${shown}</a>`;
      return strong === true ? `<strong>${linked}</strong>` : linked;
    })
    .join("");
}
