/** Short statements in one line. */
import type { Child } from "hono/jsx";

/** The parts that say something, with dots between them. Nothing where none does. */
export function Dotted({ parts }: { parts: readonly Child[] }) {
  const said = parts.filter((part) => part !== undefined && part !== false && part !== "");
  return <>{said.map((part, i) => (i === 0 ? part : <> · {part}</>))}</>;
}
