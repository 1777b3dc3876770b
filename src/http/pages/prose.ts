/** Sentences that Treewatch made, which may quote what others wrote. */
import { oneLine, truncate } from "../../text.ts";

/** In code points: longer than any sentence that Treewatch makes of honest text. */
const maxSentenceCodePoints = 1000;

/** The sentence as it is shown: visible, on one line, at most 1,000 code points. May be empty. */
export function prose(sentence: string): string {
  return truncate(oneLine(sentence), maxSentenceCodePoints);
}
