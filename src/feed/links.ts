/** PURE. How the documents of a feed lead to one another, in the elements that RSS borrows from Atom. */
import type { Envelope } from "./contract.ts";
import { element, type Xml } from "./xml.ts";

/** The links of a document, as elements called `name`: to itself, its archives and its hub. `type` is its media type. */
export function documentLinks(name: string, type: string, feed: Envelope): (Xml | undefined)[] {
  const { hub, selfUrl, previousUrl, currentUrl } = feed;
  const link = (rel: string, href: string | undefined) =>
    href === undefined ? undefined : element(name, { href, rel, type });
  return [
    link("self", selfUrl),
    link("current", currentUrl),
    link("prev-archive", previousUrl),
    hub === undefined ? undefined : element(name, { href: hub, rel: "hub" }),
    currentUrl === undefined ? undefined : element("fh:archive", {}),
  ];
}
