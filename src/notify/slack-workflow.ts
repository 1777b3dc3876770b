/**
 * Slack, by the trigger of a workflow: for who may not install an app. A workflow takes variables, not blocks, and puts
 * the text of one into a message as text, in which no markup works: there are no links in it, and nothing is escaped.
 */
import * as z from "zod/mini";
import { parseJson } from "../json.ts";
import { webUrl } from "../text.ts";
import { composeMessage } from "./compose.ts";
import type { Composed, Reply, Run } from "./contract.ts";
import { first, fitting } from "./fitting.ts";
import { plainLines } from "./plain.ts";
import { postJson } from "./request.ts";

/** The most characters of a text, as Slack advises for messages. */
const maxCharacters = 4000;
/** A row takes about 20 characters at least, so that hardly more can ever fit. */
const maxItems = maxCharacters / 20;

/** Whether an address is the trigger of a workflow: `https://hooks.slack.com/triggers/…`. */
export function isTrigger(address: string): boolean {
  return URL.parse(address)?.pathname.startsWith("/triggers/") ?? false;
}

/** One message, in the workflow's variable `text`; there is no form simpler than this. Below it, the page's address. */
export function composeForWorkflow(run: Run, url: string): Composed {
  const taken = fitting(run, maxItems, (part) => textOf(part).length <= maxCharacters);
  return { taken, request: postJson(url, { text: textOf(first(run, taken)) }) };
}

function textOf(run: Run): string {
  return [...plainLines(composeMessage(run)), webUrl(run.pageUrl) ?? []].flat().join("\n");
}

const Refusal = z.object({ ok: z.literal(false) });

/** Whether a workflow's trigger answers that it did not take the message, with whatever status: `{"ok":false,…}`. */
export function refusesWorkflow({ body }: Reply): boolean {
  return z.safeParse(Refusal, parseJson(body)).success;
}
