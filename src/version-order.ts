/** PURE. Names in the order of the versions that they tell. */

/** A word that makes a version one before the release: `v24.09-rc1`, `3.13.0a1`. Part of no longer word. */
const prerelease =
  /[-._~+]?(?<![a-z])(?:(?:alpha|beta|dev|pre(?:view)?|rc)(?![a-z])|(?<=\d[-._~+]?)[ab](?=\d))/gi;
const digits = /0*(\d+)/g;

/**
 * The items by the versions that their names tell, the newest first, as `git tag --sort=-version:refname` has them with
 * `versionsort.suffix`: numbers count by what they are (`v24.10` before `v24.9`), and `v24.09` stands before `v24.09-rc1`.
 * Of names that tell the same version (`v1.0`, `v1.00`) the greater text is first.
 */
export function newestVersionFirst<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const keyed = items.map((item) => ({ item, key: keyOf(nameOf(item)) }));
  return keyed.toSorted(({ key: a }, { key: b }) => (a === b ? 0 : a < b ? 1 : -1)).map(({ item }) => item);
}

/**
 * A text that sorts as the version does: a number has the count of its digits in front of them, a name's end counts less
 * than all that a name can go on with, and a word for what comes before the release counts less than that. The name itself
 * comes last.
 */
function keyOf(name: string): string {
  const marked = name.replace(prerelease, (word) => `\u0001${word.toLowerCase().replace(/^[^a-z]/, "")}`);
  const counted = marked.replace(
    digits,
    (_, number: string) => `0${String.fromCharCode(number.length)}${number}`,
  );
  return `${counted}\u0002${name}`;
}
