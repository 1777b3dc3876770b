/**
 * PURE. What a robots.txt allows, by RFC 9309. It is a stranger's text: nothing here takes longer than its length times
 * the address's, or more room than a few times its length.
 */
import { matches, parseGlob, type Points, points } from "../glob.ts";

/** One line of rules; `pattern` is empty where it is about nothing. */
type Rule = { allows: boolean; pattern: string };
type Group = { names: { own: boolean; all: boolean }; rules: Rule[] };

/**
 * Whether `robotsTxt` lets `product` read an address. Of the rules that match, the longest counts; of two of the same
 * length, the one that allows (2.2.2).
 */
export function allows(robotsTxt: string, product: string, url: URL): boolean {
  const text = points(encoded(url.pathname + url.search), "counts");
  let best: Rule = { allows: true, pattern: "" };
  for (const rule of rulesFor(robotsTxt, product.toLowerCase())) {
    const more = rule.pattern.length - best.pattern.length;
    if ((more > 0 || (more === 0 && rule.allows)) && fits(rule.pattern, text)) best = rule;
  }
  return best.allows;
}

/** The rules of all groups that name the product; only where there are none, those for everybody (2.2.1). */
function rulesFor(robotsTxt: string, product: string): Rule[] {
  const groups: Group[] = [];
  let group: Group | undefined;
  for (const line of robotsTxt.split(/[\r\n]/)) {
    const [field = "", ...rest] = line.replace(/#.*/, "").split(":");
    const value = rest.join(":").trim();
    switch (field.trim().toLowerCase()) {
      case "user-agent": {
        // Names in a row begin a group together.
        if (group === undefined || group.rules.length > 0) {
          group = { names: { own: false, all: false }, rules: [] };
          groups.push(group);
        }
        // Some write a version behind it.
        const name = value.split("/", 1).join("").trim().toLowerCase();
        group.names.own ||= name === product;
        group.names.all ||= name === "*";
        break;
      }
      case "allow":
      case "disallow":
        group?.rules.push({ allows: /^\s*a/i.test(field), pattern: encoded(value) });
    }
  }
  const own = groups.flatMap(({ names, rules }) => (names.own ? rules : []));
  return own.length > 0 ? own : groups.flatMap(({ names, rules }) => (names.all ? rules : []));
}

/** `*` stands for anything, `$` at the end for the end (2.2.3). */
function fits(pattern: string, text: Points): boolean {
  const escaped = pattern.replaceAll(/[?\\]/g, String.raw`\$&`);
  const glob = parseGlob(escaped.endsWith("$") ? escaped.slice(0, -1) : `${escaped}*`, "counts");
  return pattern !== "" && glob !== undefined && matches(glob, text);
}

/** Characters outside of ASCII, and all that an address may not hold, by their octets; these in upper case (2.2.2). */
function encoded(text: string): string {
  return encodeURI(text.toWellFormed())
    .replaceAll("%25", "%")
    .replaceAll(/%[\da-f]{2}/gi, (octet) => octet.toUpperCase());
}
