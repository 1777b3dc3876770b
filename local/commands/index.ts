/** The commands there are, a line each. `treewatch --help` is made of this list. */

/** A command: what it does, for people, and where it is. It is read only when it is called, so that none pays for others. */
export type Command = { does: string; load: () => Promise<{ run: Run }> };

/** Runs to its end. Returns the exit code: 0, 1 for what went wrong, 2 for what was asked wrongly. */
export type Run = (args: readonly string[]) => Promise<number>;

export const commands: Readonly<Record<string, Command>> = {
  start: { does: "runs Treewatch on this machine", load: () => import("./start.ts") },
  once: { does: "one tick without a server: feeds and pages as files", load: () => import("./once.ts") },
  peek: { does: "shows what Treewatch would see at an address", load: () => import("./peek.ts") },
  backup: { does: "writes the state of watches into a file", load: () => import("./backup.ts") },
  restore: { does: "brings it back, or to another Treewatch", load: () => import("./restore.ts") },
  move: { does: "moves a watch from one Treewatch to another", load: () => import("./move.ts") },
  check: { does: "tries the configuration before it is deployed", load: () => import("./check.ts") },
};
