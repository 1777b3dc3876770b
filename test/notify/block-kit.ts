/**
 * What Slack would refuse in a message: the limits of Block Kit for the blocks that Treewatch uses, from Slack's
 * documentation and, where marked, from what its users met. Lengths are code points.
 */
import * as z from "zod/mini";
import { _default as withDefault } from "zod/mini";

const points = (min: number, max: number) =>
  z.string().check(
    z.refine((text) => [...text].length >= min, `shorter than ${min}`),
    z.refine((text) => [...text].length <= max, `longer than ${max}`),
    z.refine((text) => text.isWellFormed(), "a lone surrogate"),
  );
const Style = z.exactOptional(z.strictObject({ bold: z.exactOptional(z.boolean()) }));
/** Slack refuses an empty text in every element (slack-go/slack#1412). */
const Text = z.strictObject({ type: z.literal("text"), text: points(1, 3000), style: Style });
const Link = z.strictObject({
  type: z.literal("link"),
  url: points(1, 3000).check(z.regex(/^https?:\/\/[\x21-\x7e]+$/, "no http(s) address")),
  text: points(1, 3000),
  style: Style,
});
const Section = z.strictObject({
  type: z.literal("rich_text_section"),
  elements: z.array(z.discriminatedUnion("type", [Text, Link])).check(z.minLength(1)),
});
const List = z.strictObject({
  type: z.literal("rich_text_list"),
  style: z.enum(["bullet", "ordered"]),
  elements: z.array(Section).check(z.minLength(1)),
});
const RichText = z.strictObject({
  type: z.literal("rich_text"),
  block_id: z.exactOptional(points(1, 255)),
  elements: z.array(z.discriminatedUnion("type", [Section, List])).check(z.minLength(1)),
});

export const Payload = z.strictObject({
  text: points(1, 40_000),
  mrkdwn: z.literal(false),
  /** Absent where the message goes out as plain text. */
  blocks: withDefault(z.array(RichText).check(z.minLength(1), z.maxLength(50)), []),
  unfurl_links: z.literal(false),
  unfurl_media: z.literal(false),
});
export type Payload = z.infer<typeof Payload>;

/** In `text`, where `<…>` is a mention or a link, and an `&` that is no entity is read as one. */
const control = /[<>]|&(?!(?:amp|lt|gt);)/;
/** Undocumented, about 13,200 (slackapi/bolt-js#2509); the house stays well below, containers and all. */
const maxCharacters = 10_000;
const maxBlocks = 45;

/** What is wrong with the body of a message to Slack; empty where nothing is. */
export function blockKitProblems(body: string): string[] {
  const parsed = Payload.safeParse(JSON.parse(body));
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const { text, blocks } = parsed.data;
  const ids = blocks.flatMap((block) => block.block_id ?? []);
  const characters = JSON.stringify(blocks).length;
  return [
    control.test(text) ? "text: control syntax" : undefined,
    new Set(ids).size < ids.length ? "blocks: a block_id twice" : undefined,
    blocks.length > maxBlocks ? `blocks: ${blocks.length}, more than ${maxBlocks}` : undefined,
    characters > maxCharacters ? `blocks: ${characters} characters, more than ${maxCharacters}` : undefined,
  ].filter((problem) => problem !== undefined);
}
