/** PURE. The attributes of an element, as far as listings need them. */

/** The attributes of an element that matter, entities decoded. */
export type Attributes = {
  class?: string;
  href?: string;
  title?: string;
  alt?: string;
  datetime?: string;
  "data-content"?: string;
  "data-entryname"?: string;
  "data-ready"?: string;
  "xlink:href"?: string;
};

/**
 * Writes an attribute into those of its element, if it matters. False where it is there already: programs write none
 * twice, but damage does.
 */
export function keepAttribute(attributes: Attributes, name: string, value: string): boolean {
  switch (name) {
    case "class":
    case "href":
    case "title":
    case "datetime":
    case "alt":
    case "xlink:href":
    case "data-content":
    case "data-entryname":
    case "data-ready":
      if (attributes[name] !== undefined) return false;
      attributes[name] = value;
  }
  return true;
}
