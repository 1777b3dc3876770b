/** PURE. A feed in a format, as long as readers like it. */
import type { Envelope, Feed, FeedFormat } from "./contract.ts";

/** The longest document, in bytes. JSON Feed calls 250 kB fine and more a burden; other readers are no different. */
const maxBytes = 250_000;

/**
 * The document. Where its items are longer than it may be, it ends before the first that does not fit, and its archives
 * begin with that one. It always holds the newest item: no item alone is as long as that (see `body.ts`).
 */
export function renderFeed(format: FeedFormat, { items, archives, ...feed }: Feed): string {
  const envelope: Envelope = {
    ...feed,
    isEmpty: items.length === 0,
    ...(archives?.current === undefined ? {} : { currentUrl: archives.current }),
  };
  const longestUrl = archives?.urlOf(Number.MAX_SAFE_INTEGER);
  const around = format.writeDocument(withPrevious(envelope, longestUrl), []);
  let room = maxBytes - byteLength(around);
  const written: string[] = [];
  for (const item of items) {
    const text = format.writeItem(item);
    room -= byteLength(text) + 1;
    if (room < 0 && written.length > 0) break;
    written.push(text);
  }
  const before = items[written.length]?.seq ?? archives?.before ?? 0;
  const previousUrl = before === 0 ? undefined : archives?.urlOf(before);
  return format.writeDocument(withPrevious(envelope, previousUrl), written);
}

function withPrevious(envelope: Envelope, previousUrl: string | undefined): Envelope {
  return previousUrl === undefined ? envelope : { ...envelope, previousUrl };
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
