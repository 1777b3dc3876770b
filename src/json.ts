/** PURE. JSON that somebody else wrote. */

/** The value, for a schema to look at; undefined where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
