/** Links to addresses that others have written. */
import type { PropsWithChildren } from "hono/jsx";
import { webUrl } from "../../text.ts";

/** What is inside, linked; without the link where the address is absent or not http(s). */
export function Link({ to, children }: PropsWithChildren<{ to: string | undefined }>) {
  const url = webUrl(to);
  return url === undefined ? <>{children}</> : <a href={url}>{children}</a>;
}
