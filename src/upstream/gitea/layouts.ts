/** PURE. Where the parts of a listing stand in the tree pages of Gitea, Forgejo and Gogs, by version. */
import type { Layout, PartLayout } from "../markup.ts";

const head: PartLayout = {
  part: "head",
  free: true,
  fields: [
    ["tippy-target", "popup"],
    ["avatar-stack-names", "authors"], // from 1.27 on
    ["avatar-stack", "avatars"],
    ["avatar-stack-popup", "people"],
    ["author-wrapper", "author"], // from 1.19 on
    ["commit-summary", "summary"],
    ["commit-body", "body"],
    ["age", "age"],
    ["strong", "author"], // until 1.18
  ],
};
const parent: PartLayout = { part: "parent", free: true, fields: [] };
const row: PartLayout = {
  part: "row",
  fields: [
    ["name", "name"],
    ["message", "message"],
    ["age", "age"],
    ["td", "name"], // submodules in 1.12 and Gogs
  ],
};
const aside: PartLayout = { part: "aside", free: true, fields: [] };

/** Gitea 1.12 to 1.22, Forgejo. Any other `tr` is a row too: none is passed over. */
const table: Layout = [
  ["commit-list", head],
  ["has-parent", parent],
  ["tw-sr-only", aside], // caption and column heads, Forgejo 16
  ["tr", row],
];

/** Gitea 1.23 on. */
const grid: Layout = [
  ["repo-file-item", row],
  ["repo-file-last-commit", { ...head, fields: [["repo-file-cell", "stray"], ...head.fields] }],
  ["parent-link", parent],
  ["svg-icon-container", aside], // from 1.24 on
  ["tw-hidden", aside], // the same in its first builds
];

/** Gogs 0.12 on. */
const gogs: Layout = [
  ["thead", { ...head, fields: [["has-emoji", "summary"], ...head.fields] }],
  ["has-parent", parent],
  ["tr", row],
];

/** The layout of the listing in the element that begins with `tag`, by its name and its classes. */
export function layoutOf(tag: string): Layout {
  if (tag.startsWith("<div")) return grid;
  return /\bclass="[^"]*\bunstackable\b/.test(tag) ? gogs : table;
}
