/** A Slack message as text, for the demo's inbox: what the channel would show, without its looks. */
import * as z from "zod/mini";
import { visible } from "../src/text.ts";
import { parseJson } from "../src/json.ts";

const Section = z.object({
  type: z.literal("rich_text_section"),
  elements: z.array(z.object({ text: z.string() })),
});
const List = z.object({ type: z.literal("rich_text_list"), elements: z.array(Section) });
const Payload = z.object({
  blocks: z.array(
    z.object({
      type: z.literal("rich_text"),
      elements: z.array(z.discriminatedUnion("type", [Section, List])),
    }),
  ),
});

/** A message that Slack did not take with blocks. */
const Plain = z.object({ text: z.string(), mrkdwn: z.literal(false) });

/**
 * The text of a message to Slack, one line for each of its own, rows indented by a space. A body that is no such
 * message is returned as it is. Either way nothing is left in it that a terminal would obey.
 */
export function slackText(body: string): string {
  const json = parseJson(body);
  const message = Payload.safeParse(json);
  if (!message.success) {
    const plain = Plain.safeParse(json);
    return printable(plain.success ? unescaped(plain.data.text) : body);
  }
  const lines = message.data.blocks
    .flatMap((block) => block.elements)
    .flatMap((element) =>
      element.type === "rich_text_list"
        ? element.elements.map((row) => ` ${textOf(row)}`)
        : textOf(element).split("\n"),
    );
  return printable(lines.join("\n"));
}

/** A terminal goes back to the line's beginning at a CR, and would write over what stands there. */
function printable(text: string): string {
  return visible(text).replaceAll("\r", "");
}

/** Slack has these three references and no other. */
function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function textOf(section: z.infer<typeof Section>): string {
  return section.elements.map(({ text }) => text).join("");
}
