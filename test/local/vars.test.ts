import { expect, it } from "vitest";
import { parseVars } from "../../local/vars.ts";

it.each([
  ["a plain line", "A=b", { A: "b" }],
  ["no newline at the end, and one", "A=b\n", { A: "b" }],
  ["Windows line ends and a byte order mark", "\uFEFFA=b\r\nC=d\r\n", { A: "b", C: "d" }],
  ["blank and comment lines", "\n  \n# A=x\n  # y\nA=b", { A: "b" }],
  ["an empty value", "A=\nB=1", { A: "", B: "1" }],
  ["spaces around everything", "  export A = b c  ", { A: "b c" }],
  ["equals signs in a value", "A=b=c", { A: "b=c" }],
  ["a comment behind a value", "A=b # c", { A: "b" }],
  ["a number sign inside a value", "A=https://x.example/#y", { A: "https://x.example/#y" }],
  ["single quotes, as it stands", "A='b # \\n \"c\"' # d", { A: 'b # \\n "c"' }],
  ["double quotes, with escapes", 'A="b # \\"c\\"\\n" # d', { A: 'b # "c"\n' }],
  ["quotes over several lines", "A='[\n  1\n]'\nB=2", { A: "[\n  1\n]", B: "2" }],
  ["quotes inside a bare value", 'A=[{"id":"x"}]', { A: '[{"id":"x"}]' }],
  ["the last of two", "A=1\nA=2", { A: "2" }],
])("reads %s", (_, file, values) => {
  expect(parseVars(file)).toEqual({ is: "vars", values });
});

it.each([
  ["a line without an equals sign", "A=b\n\nhello", 3],
  ["a name that is none", "A=b\n9=c", 2],
  ["a quote that is not closed", 'A="b', 1],
  ["something behind a quote", "A='b' c", 1],
])("names the line of %s", (_, file, line) => {
  expect(parseVars(file)).toEqual({ is: "malformed", line });
});
