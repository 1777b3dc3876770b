/** PURE. What the `gitea` adapter writes down of a poll for the next one, as a text of its own. */
import * as z from "zod/mini";
import { parseJson } from "../../json.ts";
import { ObjectId } from "../git/mark.ts";
import { manners } from "../git/remote.ts";
import { type TreeAddress, treeUrl } from "../tree-address.ts";

/** The address of the directory that a mark is of. */
const page = z.string();

/** The forge serves git: where the ref was before the page was last read, and how its server is asked. */
const Served = z.object({
  page,
  ref: z.string(),
  path: z.string(),
  commit: ObjectId,
  url: z.string(),
  manner: z.enum(manners),
});
export type Served = z.infer<typeof Served>;

/** The ref could not be learnt: of `pause` polls that leave git alone, `left` are still to come. */
const Unserved = z.object({ page, pause: z.number(), left: z.number() });

export type Mark = Served | z.infer<typeof Unserved>;

/** The mark that a poll of this directory left; undefined where there is none, or it is of another or of another form. */
export function readMark(text: string | undefined, target: TreeAddress): Mark | undefined {
  const json = parseJson(text ?? "");
  const mark = z.safeParse(Served, json).data ?? z.safeParse(Unserved, json).data;
  return mark?.page === treeUrl(target) ? mark : undefined;
}

/** The text that `readMark` reads. */
export function writeMark(mark: Mark): string {
  return JSON.stringify(mark);
}
