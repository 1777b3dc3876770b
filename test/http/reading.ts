/** Feed readers of Debian's, each made to say what it shows its user in one run. */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";

export type Reader = {
  name: string;
  isInstalled: () => boolean;
  /** Reads a feed, keeping what it has to in a folder of its own. Returns the ids or titles that it shows as new. */
  read: (url: string, folder: string) => Promise<string[]>;
  /** In which of its runs it first makes its request conditional; undefined where it never does. */
  conditionalFrom?: number;
};

const run = promisify(execFile);
const isThere = (program: string) => () => existsSync(`/usr/bin/${program}`);

/** Runs a program for a user whose home is the folder. Rejects where it does not end well. */
async function runAt(folder: string, program: string, words: readonly string[]): Promise<string> {
  const env = {
    PATH: "/usr/bin:/bin",
    HOME: folder,
    LANG: "C.UTF-8",
    XDG_CONFIG_HOME: folder,
    XDG_DATA_HOME: folder,
  };
  return (await run(`/usr/bin/${program}`, words, { env, cwd: folder, timeout: 30_000 })).stdout;
}

/** Lines that were not among those of the run before, which are kept in a file. */
const lines = (text: string) => text.split("\n").filter((line) => line !== "");

const newsboat: Reader = {
  name: "newsboat",
  isInstalled: isThere("newsboat"),
  conditionalFrom: 3,
  async read(url, folder) {
    const cache = join(folder, "cache.db");
    const known = existsSync(cache) ? guids(cache) : [];
    writeFileSync(join(folder, "urls"), `${url}\n`);
    writeFileSync(join(folder, "config"), "");
    await runAt(folder, "newsboat", ["-q", "-C", "config", "-u", "urls", "-c", cache, "-x", "reload"]);
    return guids(cache).filter((guid) => !known.includes(guid));
  },
};

function guids(cache: string): string[] {
  const database = new DatabaseSync(cache, { readOnly: true });
  const rows = database.prepare("SELECT guid FROM rss_item").all();
  database.close();
  return rows.map((row) => String(row["guid"]));
}

const rss2email: Reader = {
  name: "rss2email",
  isInstalled: isThere("r2e"),
  conditionalFrom: 2,
  async read(url, folder) {
    const r2e = (...words: string[]) => runAt(folder, "r2e", ["-c", "config", "-d", "data", ...words]);
    const sent = join(folder, "sent");
    if (!existsSync(join(folder, "config"))) {
      const sendmail = join(folder, "sendmail");
      writeFileSync(sendmail, `#!/bin/sh\ngrep -i '^X-RSS-ID:' >> ${sent}\n`, { mode: 0o755 });
      await r2e("new", "reader@localhost");
      const config = execFileSync("sed", [
        `s|^sendmail = .*|sendmail = ${sendmail}|`,
        join(folder, "config"),
      ]);
      writeFileSync(join(folder, "config"), config);
      await r2e("add", "feed", url);
    }
    writeFileSync(sent, "");
    await r2e("run");
    return lines(execFileSync("cat", [sent], { encoding: "utf8" })).map((line) =>
      line.replace(/^[^:]*: /, ""),
    );
  },
};

const feed2exec: Reader = {
  name: "feed2exec",
  isInstalled: isThere("feed2exec"),
  conditionalFrom: 2,
  async read(url, folder) {
    const program = (...words: string[]) =>
      runAt(folder, "feed2exec", [
        "--config",
        join(folder, "ini"),
        "--database",
        join(folder, "db"),
        ...words,
      ]);
    if (!existsSync(join(folder, "ini"))) {
      const output = ["--output", "feed2exec.plugins.echo", "--args", "id={item.guid}"];
      await program("add", "feed", url, ...output);
    }
    return [...(await program("fetch")).matchAll(/id=([^\s'"]+)/g)].map(([, id = ""]) => id);
  },
};

const sfeed: Reader = {
  name: "sfeed",
  isInstalled: isThere("sfeed_update"),
  async read(url, folder) {
    const file = join(folder, "feeds", "feed");
    const known = existsSync(file) ? sfeedIds(file) : [];
    const config = `sfeedpath="${folder}/feeds"\nfeeds() {\n  feed feed "${url}"\n}\n`;
    writeFileSync(join(folder, "sfeedrc"), config);
    await runAt(folder, "sfeed_update", [join(folder, "sfeedrc")]);
    return sfeedIds(file).filter((id) => !known.includes(id));
  },
};

/** The sixth of the tab-separated fields in a line of sfeed(5). */
function sfeedIds(file: string): string[] {
  return lines(execFileSync("cat", [file], { encoding: "utf8" })).map((line) => line.split("\t")[5] ?? "");
}

/** A program as small as feedparser's manual has it: it keeps the validators and the ids. */
const feedparserProgram = `
import feedparser, json, os, sys
known = json.load(open("kept")) if os.path.exists("kept") else {"ids": [], "etag": None, "modified": None}
feed = feedparser.parse(sys.argv[1], etag=known["etag"], modified=known["modified"])
assert not feed.bozo, feed.bozo_exception
ids = [entry.id for entry in feed.entries if entry.id not in known["ids"]]
kept = {"ids": known["ids"] + ids, "etag": feed.get("etag") or known["etag"], "modified": feed.get("modified") or known["modified"]}
json.dump(kept, open("kept", "w"))
print("\\n".join(ids))
`;

const feedparser: Reader = {
  name: "feedparser",
  isInstalled: isThere("../lib/python3/dist-packages/feedparser"),
  conditionalFrom: 2,
  read: async (url, folder) => lines(await runAt(folder, "python3", ["-c", feedparserProgram, url])),
};

export const readers: readonly Reader[] = [newsboat, rss2email, feed2exec, sfeed, feedparser];
