import { describe, expect, it } from "vitest";
import type { Child } from "hono/jsx";

const html = (element: unknown) => String(element);

function Component({ name, children }: { name: string; children?: Child }) {
  return <b title={name}>{children}</b>;
}

describe("what JSX becomes", () => {
  it.each<[string, unknown, string]>([
    ["text, escaped", <p>{`<a href="x">&'`}</p>, "<p>&lt;a href=&quot;x&quot;&gt;&amp;&#39;</p>"],
    ["an attribute, escaped", <p title={`"><script>`} />, `<p title="&quot;&gt;&lt;script&gt;"></p>`],
    [
      "attributes that are there or not",
      <input disabled hidden={false} name={undefined} />,
      "<input disabled>",
    ],
    ["elements within, not escaped again", <p>a {<i>&</i>} b</p>, "<p>a <i>&amp;</i> b</p>"],
    ["nothing, for what says nothing", <p>{[undefined, null, true, false, ""]}</p>, "<p></p>"],
    ["numbers, also none", <p tabindex={0}>{0}</p>, `<p tabindex="0">0</p>`],
    ["lists in lists", <p>{[["a", [<i>b</i>]], "c"]}</p>, "<p>a<i>b</i>c</p>"],
    ["a fragment", <>a{<i>b</i>}</>, "a<i>b</i>"],
    ["a component with children", <Component name="&">&lt;</Component>, `<b title="&amp;">&lt;</b>`],
    [
      "elements without an end",
      <p>
        <br />
        <meta name="x" />
      </p>,
      `<p><br><meta name="x"></p>`,
    ],
    ["HTML that is said to be", <p dangerouslySetInnerHTML={{ __html: "<i>" }} />, "<p><i></p>"],
  ])("is %s", (_what, element, text) => {
    expect(html(element)).toBe(text);
  });
});
