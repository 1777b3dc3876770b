/**
 * What Discord would refuse in a message, and what it would read as markup that Treewatch did not write: the limits of
 * its documentation, lengths in code points (discord-api-docs#1315), and the Markdown that its clients show.
 */
import * as z from "zod/mini";

const points = (max: number) =>
  z.string().check(
    z.refine((text) => text.trim() !== "", "empty"),
    z.refine((text) => [...text].length <= max, `longer than ${max}`),
    z.refine((text) => text.isWellFormed(), "a lone surrogate"),
  );
export const Payload = z.strictObject({
  content: points(2000),
  embeds: z.exactOptional(z.array(z.strictObject({ description: points(4096) })).check(z.length(1))),
  flags: z.exactOptional(z.literal(4)),
  allowed_mentions: z.strictObject({ parse: z.array(z.never()) }),
});
export type Payload = z.infer<typeof Payload>;

/** The markup that Treewatch writes, and what stands for itself, in the order in which it is tried. */
const piece = new RegExp(
  [
    String.raw`\\(?<escaped>[^0-9A-Za-z\s])`,
    String.raw`(?<bold>\*\*)`,
    String.raw`\[(?<label>[^[\]]+)\]\(<(?<url>https?://[\x21-\x3b\x3d\x3f-\x7e]+)>\)`,
    String.raw`(?<markup>[\\*_~|\x60<[@]|:(?!\s)|\.(?=\w+/))`,
    String.raw`(?<text>[^])`,
  ].join("|"),
  "gu",
);
/** No backslash escapes anything in a link's text, so that nothing may need it. */
const markupInLabel = /[\\*~|`<[\]@]|_(?![0-9A-Za-z])|:(?! |\d\d\b)|\p{Extended_Pictographic}/u;
const markupAtBeginning = /^\s*(?:[-+*#>]|\d+\.)/;

/** A line of Discord's Markdown as its reader sees it, and what is in it that Treewatch never writes. */
function readLine(line: string): { text: string; problems: string[] } {
  const problems: string[] = [];
  const inner = line.replace(/^- /, "");
  if (!inner.startsWith("**") && markupAtBeginning.test(inner)) problems.push(`begins like markup: ${line}`);
  let bold = false;
  let text = inner === line ? "" : " ";
  for (const { groups = {} } of inner.matchAll(piece)) {
    const { escaped, label, markup } = groups;
    if (groups["bold"] !== undefined) bold = !bold;
    if (markup !== undefined) problems.push(`markup ${markup}: ${line}`);
    if (label !== undefined && markupInLabel.test(label)) problems.push(`markup in a link: ${line}`);
    text += escaped ?? label ?? markup ?? groups["text"] ?? "";
  }
  if (bold) problems.push(`bold without end: ${line}`);
  return { text, problems };
}

const linesOf = ({ content, embeds = [] }: Payload) =>
  [content, ...embeds.map(({ description }) => description)]
    .flatMap((markdown) => markdown.split("\n"))
    .map(readLine);

/** What is wrong with the body of a message to Discord; empty where nothing is. */
export function discordProblems(body: string): string[] {
  const parsed = Payload.safeParse(JSON.parse(body));
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const { content, embeds, flags } = parsed.data;
  return [
    ...linesOf(parsed.data).flatMap(({ problems }) => problems),
    ...((embeds === undefined) === (flags === 4) ? [] : ["embeds and SUPPRESS_EMBEDS: one of them"]),
    ...(/(?<!<)https?:\/\//.test(content) ? ["content: an address that unfurls"] : []),
  ];
}

/** All that a body says to its reader, as plain text. */
export function discordText(body: string): string {
  return linesOf(Payload.parse(JSON.parse(body)))
    .map(({ text }) => text)
    .join("\n");
}
