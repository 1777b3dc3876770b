/** One directory at each of the programs, of which all pages are at hand: made by hand, as short as they can be. */
import { type Answers, fixture } from "./follow.ts";

/** An object id. */
export const id = (digit: string) => digit.repeat(40);

export const cgit = "https://git.example/spdk/tree/lib?h=main";
/** A log of no commits, as the programs answer where the range is empty or one of its ends is not there. */
export const emptyLog = {
  cgit: fixture("cgit-log").replace(/<tr><td>.*\n/g, ""),
  gitweb: fixture("gitweb-history").replace(/<tr class[^]*?<\/tr>\n/g, ""),
};

export const cgitPages: Answers = {
  "/tree/lib?h=main": fixture("cgit"),
  "/log/lib?h=main": fixture("cgit-log"),
  [`/log/lib?id=${id("a")}&ofs=0&qt=range&q=${id("1")}..${id("a")}`]: fixture("cgit-log"),
  [`/log/lib?id=${id("1")}&ofs=0&qt=range&q=${id("a")}..${id("1")}`]: emptyLog.cgit,
  [`/commit/?id=${id("a")}&dt=2`]: fixture("cgit-merge"),
  [`/commit/?id=${id("b")}&dt=2`]: fixture("cgit-commit"),
  [`/tree/lib?id=${id("a")}`]: fixture("cgit"),
};
export const gitweb = "https://git.example/spdk.git/tree/main:/lib";
export const gitwebPages: Answers = {
  "/spdk.git/tree/main:/lib": fixture("gitweb"),
  "?a=history;f=lib;h=main;hb=main": fixture("gitweb-history"),
  [`;h=${id("a")};hb=${id("a")};hp=${id("1")};hpb=${id("1")};pg=0`]: fixture("gitweb-history"),
  [`;h=${id("1")};hb=${id("1")};hp=${id("a")};hpb=${id("a")};pg=0`]: emptyLog.gitweb,
  [`?a=commit;h=${id("a")}`]: fixture("gitweb-commit"),
  [`?a=tree;f=lib;hb=${id("a")}`]: fixture("gitweb"),
};
export const klaus = "https://git.example/spdk/tree/feat/x/lib";
export const klausPages: Answers = {
  "/tree/feat/x/lib": fixture("klaus"),
  "?page=0": fixture("klaus"),
  [`/tree/${id("a")}/lib`]: fixture("klaus"),
  [`/commit/${id("a")}/`]: fixture("klaus-commit"),
};
