/** What the commands that work on deployments have in common: addresses on the command line, tokens in the environment. */
import { usage, type NotRun, type OptionTable } from "./arguments.ts";
import { deploymentAt, Hindrance, type Deployment } from "./deployment.ts";
import { broken } from "./exits.ts";

/** Options that several of them have. */
export const addresses = {
  from: { value: "URL", means: "the Treewatch that is read from; its token is FROM_TOKEN, else ADMIN_TOKEN" },
  to: { value: "URL", means: "the Treewatch that is written to; its token is TO_TOKEN, else ADMIN_TOKEN" },
  replace: { means: "puts it in the place of a state that is there" },
  "all-snapshots": { means: "all snapshots, not the newest 200 of each watch" },
} satisfies OptionTable;

/** The deployment that `--from` or `--to` names, or why it cannot be asked. Tokens never stand on a command line. */
export function deploymentOf(
  option: "from" | "to",
  address: string | undefined,
): { is: "deployment"; deployment: Deployment } | NotRun {
  const url = URL.parse(address ?? "");
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "")
    return usage(`Give the address of a Treewatch: --${option} https://treewatch.example`);
  const name = `${option.toUpperCase()}_TOKEN`;
  const token = process.env[name] || process.env["ADMIN_TOKEN"];
  if (token === undefined || token === "")
    return usage(
      `Set ${name}, or ADMIN_TOKEN, in the environment to the value of ADMIN_TOKEN at ${url.origin}.`,
    );
  return {
    is: "deployment",
    deployment: deploymentAt(`${url.origin}${url.pathname}`.replace(/\/+$/, ""), token),
  };
}

/** Runs it to its end; what stands in the way is said, and the exit code is 1. */
export async function orBroken(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Hindrance) return broken(error.message);
    throw error;
  }
}

/** `1 update`, `2 updates`. */
export function counted(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}
