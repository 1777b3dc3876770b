/**
 * What Teams would refuse in a message, or lose without a word: the schema of Adaptive Cards 1.4 for the elements that
 * Treewatch uses, and the size as Teams counts it.
 */
import * as z from "zod/mini";

const text = z.string().check(
  z.minLength(1),
  z.refine((value) => value.isWellFormed(), "a lone surrogate"),
);
const OpenUrl = z.strictObject({
  type: z.literal("Action.OpenUrl"),
  url: z.string().check(z.regex(/^https?:\/\/[\x21-\x7e]+$/, "no http(s) address")),
});
/** No element in which text is Markdown: no `TextBlock`, no `FactSet`. */
const TextRun = z.strictObject({
  type: z.literal("TextRun"),
  text: text.check(z.refine((value) => !value.includes("\n"), "a line break")),
  weight: z.exactOptional(z.literal("Bolder")),
  selectAction: z.exactOptional(OpenUrl),
});
const RichTextBlock = z.strictObject({
  type: z.literal("RichTextBlock"),
  spacing: z.exactOptional(z.literal("None")),
  inlines: z.array(TextRun).check(z.minLength(1)),
});
const AdaptiveCard = z.strictObject({
  type: z.literal("AdaptiveCard"),
  version: z.literal("1.4"),
  fallbackText: text,
  /** Nobody is mentioned: no `entities`. */
  msteams: z.strictObject({ width: z.literal("Full") }),
  body: z.array(RichTextBlock).check(z.minLength(1)),
});
export const Payload = z.strictObject({
  type: z.literal("message"),
  summary: text,
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal("application/vnd.microsoft.card.adaptive"),
        content: AdaptiveCard,
      }),
    )
    .check(z.length(1)),
});
export type Payload = z.infer<typeof Payload>;

/** Documented as 28 KB; by its own error (msteams-docs#11274) 28,672 bytes, of more than was sent. */
const maxBytes = 28_672;

/** What is wrong with the body of a message to Teams; empty where nothing is. */
export function adaptiveCardProblems(body: string): string[] {
  const parsed = Payload.safeParse(JSON.parse(body));
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  // The most that it can come to on its way: a string inside of JSON, in which only ASCII is not escaped.
  const bytes = JSON.stringify(body).replace(/[^ -~]/g, String.raw`\u0000`).length;
  return bytes > maxBytes ? [`${bytes} bytes, more than ${maxBytes}`] : [];
}

/** The blocks of the card in a body. */
export function cardBlocks(body: string): z.infer<typeof RichTextBlock>[] {
  return Payload.parse(JSON.parse(body)).attachments.flatMap(({ content }) => content.body);
}

/** All that a body says to its reader, as plain text. */
export function adaptiveCardText(body: string): string {
  return cardBlocks(body)
    .map(({ inlines }) => inlines.map(({ text }) => text).join(""))
    .join("\n");
}
