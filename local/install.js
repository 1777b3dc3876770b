/**
 * Installs what is missing in node_modules/, and nothing where all is there. The first thing that npm's scripts run on
 * a fresh clone: plain JavaScript for whatever Node the machine has, 20 or newer, without a single dependency.
 *
 *   node local/install.js running    what start, demo and peek need
 *   node local/install.js all        that, and what the tests need
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join, sep } from "node:path";
import process from "node:process";

const root = join(import.meta.dirname ?? process.cwd(), "..");

/** Megabytes as measured with an empty cache on Linux; minutes on a line of 20 Mbit/s. */
const extents = {
  running: {
    flags: ["--omit=dev"],
    what: "What Treewatch needs to run",
    download: 130,
    disk: 400,
    takes: "about a minute",
  },
  all: {
    flags: ["--include=dev"],
    what: "What Treewatch and its tests need",
    download: 240,
    disk: 600,
    takes: "about two minutes",
  },
};

process.exitCode = await main(process.argv[2]);

/** Returns the exit code. */
async function main(name) {
  const extent = Object.hasOwn(extents, name ?? "") ? extents[name] : undefined;
  if (extent === undefined) {
    process.stderr.write("Usage: node local/install.js running|all\n");
    return 2;
  }
  if (Number(process.versions.node.split(".")[0]) < 20) {
    process.stderr.write(`Node 20 or newer is needed; this is ${process.version}. See https://nodejs.org/\n`);
    return 1;
  }
  if (isInstalled(name)) return 0;
  process.stdout.write(
    `${extent.what} is now put into node_modules/, once: about ${extent.download} MB to download, ${extent.disk} MB on disk, ${extent.takes}.\n`,
  );
  const { code, words } = await install(extent.flags);
  if (code === 0 && isInstalled(name)) return 0;
  process.stderr.write(`${words.trim()}\n\n${advice(words)}\n`);
  return code === 0 ? 1 : code;
}

/**
 * Whether every package of package-lock.json that is wanted stands in npm's own account of node_modules/, in the same
 * version. npm writes that account last: where an installation broke off there is none.
 */
function isInstalled(name) {
  try {
    const wanted = packagesIn(join(root, "package-lock.json"));
    const there = packagesIn(join(root, "node_modules/.package-lock.json"));
    const missing = Object.entries(wanted).some(([path, about]) => {
      if (path === "" || (name === "running" && (about.dev || about.devOptional))) return false;
      const found = there[path];
      return found === undefined
        ? !about.optional || isForThisMachine(about)
        : found.version !== about.version;
    });
    return !missing && existsSync(join(root, "node_modules/.bin/node"));
  } catch {
    return false;
  }
}

/** npm leaves an optional package out without a word, also where its download failed: those with our binaries count. */
function isForThisMachine({ os, cpu, libc }) {
  return (
    libc === undefined && os?.includes(process.platform) === true && cpu?.includes(process.arch) === true
  );
}

function packagesIn(lockFile) {
  return JSON.parse(readFileSync(lockFile, "utf8")).packages;
}

/** Runs `npm ci` and shows that time passes; resolves with its exit code and all that it said. */
function install(flags) {
  return new Promise((resolve) => {
    const args = ["ci", ...flags, "--ignore-scripts=false", "--loglevel=error", "--no-audit", "--no-fund"];
    const windows = process.platform === "win32";
    const npm = spawn(windows ? "npm.cmd" : "npm", args, {
      cwd: root,
      env: withoutOurs(process.env),
      shell: windows,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let words = "";
    for (const stream of [npm.stdout, npm.stderr]) {
      stream.on("data", (chunk) => (words += chunk));
    }
    const stop = showTime();
    npm.on("error", (error) => {
      stop("not done");
      resolve({ code: 1, words: `npm could not be started: ${error.message}` });
    });
    npm.on("close", (code, signal) => {
      stop(code === 0 ? "done" : "not done");
      resolve({ code: signal === null ? (code ?? 1) : 130, words });
    });
  });
}

/** npm is about to replace the Node in node_modules/.bin: whatever it runs has to find the machine's own. */
function withoutOurs(env) {
  const bin = `${sep}node_modules${sep}.bin`;
  const path = (env.PATH ?? env.Path ?? "").split(delimiter).filter((folder) => !folder.endsWith(bin));
  return { ...env, PATH: path.join(delimiter) };
}

/** Says how long it has taken: each second on one line of a terminal, else every ten seconds. */
function showTime() {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const terminal = process.stdout.isTTY === true;
  const timer = setInterval(
    () => process.stdout.write(terminal ? `\r${seconds()} s … ` : `${seconds()} s …\n`),
    terminal ? 1000 : 10_000,
  );
  return (outcome) => {
    clearInterval(timer);
    process.stdout.write(`${terminal ? "\r" : ""}${seconds()} s, ${outcome}.\n`);
  };
}

/** What to do about npm's complaint. */
function advice(words) {
  if (/ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|network/i.test(words))
    return "The package registry was not reached. Check the network (and npm's proxy settings), then run the same command again.";
  if (/ENOSPC/.test(words)) return "The disk is full. Make room, then run the same command again.";
  if (/EACCES|EPERM|EROFS/.test(words))
    return "npm may not write here. Check who owns this folder, then run the same command again.";
  if (/can only install packages when|Missing: .* from lock file/s.test(words))
    return "package.json and package-lock.json disagree. Run npm install once, then the same command again.";
  return "The lines above are npm's. Once that is put right, run the same command again.";
}
