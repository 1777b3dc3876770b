/**
 * What the pages' JSX becomes when it is run, in place of hono/jsx's own runtime (see `[alias]` in wrangler.toml): text.
 * Pages have no state, wait for nothing and run nowhere else, and what serves those who do would be a twenty-fifth of
 * what this Worker may weigh. The types are hono's.
 */
import { escapeHtml } from "../../text.ts";

/** HTML that has been made here, which is therefore not escaped again. */
class Html {
  readonly #html: string;

  constructor(html: string) {
    this.#html = html;
  }

  toString(): string {
    return this.#html;
  }
}

/** What may stand between two tags. */
type Child = Html | string | number | boolean | null | undefined | readonly Child[];

type Props = {
  readonly [attribute: string]: string | number | boolean | null | undefined;
} & {
  readonly children?: Child;
  /** HTML under `__html`, in place of children. */
  readonly dangerouslySetInnerHTML?: Readonly<Record<string, string>>;
};

/** HTML, "Void elements": those that have no end. */
const voidElements = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;

/**
 * An element, or what a component makes of its props. Of an element, `true` is an attribute without a value, and
 * `undefined`, `null` and `false` are none; every other value is escaped. Names come from the source and are not.
 */
export function jsx(tag: string | ((props: Props) => Child), props: Props): Html {
  if (typeof tag === "function") return new Html(contentOf(tag(props)));
  const { children, dangerouslySetInnerHTML: raw } = props;
  let html = `<${tag}`;
  for (const name in props) {
    if (name === "children" || name === "dangerouslySetInnerHTML") continue;
    const value = props[name];
    if (value === undefined || value === null || value === false) continue;
    html += value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`;
  }
  if (voidElements.test(tag)) return new Html(`${html}>`);
  return new Html(`${html}>${raw?.["__html"] ?? contentOf(children)}</${tag}>`);
}

export { jsx as jsxDEV, jsx as jsxs };

/** Its children. */
export function Fragment({ children }: Props): Html {
  return new Html(contentOf(children));
}

/** Children as HTML: text escaped, nothing for what says nothing. */
function contentOf(children: Child): string {
  if (children === undefined || children === null || typeof children === "boolean") return "";
  if (Array.isArray(children)) return children.map(contentOf).join("");
  return children instanceof Html ? children.toString() : escapeHtml(String(children));
}
