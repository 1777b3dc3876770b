/**
 * Why an upstream could not be read: one union, its evidence in each arm, and one exhaustive switch to words for
 * people. The reasons are stable codes (`status.json`); the words may change.
 */
import type { Refused } from "./contract.ts";

export type Refusal =
  | { reason: "not-found"; status: number; because?: "ref" | "no-ref" | "no-directory" | "token" }
  | { reason: "login-required"; status: number; because?: "token" | "another-host" }
  | { reason: "token-missing"; secret: string }
  | { reason: "bot-challenge"; product: string }
  | { reason: "empty-repository" }
  | { reason: "repository-broken" }
  | { reason: "being-migrated" }
  | { reason: "code-disabled" }
  | { reason: "not-a-directory"; because?: "submodule" }
  | { reason: "not-a-listing"; because: NotAListing }
  | { reason: "not-ready"; rows: number }
  | { reason: "truncated" }
  | { reason: "too-large"; maxBytes: number }
  | { reason: "timeout"; timeoutMs: number }
  | { reason: "network" }
  | { reason: "tls" }
  | { reason: "redirect-refused"; because: "too-many" | "not-http" | "no-location" }
  | { reason: "private-address"; host: string }
  | { reason: "rate-limited"; status: number; retryAfterMs?: number }
  | { reason: "server-error"; status: number; retryAfterMs?: number }
  | { reason: "robots"; because: RobotsVerdict }
  | { reason: "git-protocol"; because: GitTrouble }
  | { reason: "not-supported"; status: number };

/** Why robots.txt keeps a page from being asked for. */
export type RobotsVerdict = "forbidden" | "unreadable";

/** What a git server's answer was instead of what was asked for. */
export type GitTrouble = "not-git" | "old-protocol" | "damaged" | "no-object" | "error";

/** What a whole answer lacked to be the listing that was asked for. */
export type NotAListing =
  | "empty-body"
  | "not-html"
  | "no-table"
  | "no-rows"
  | "another-directory"
  | "unreadable-row";

/** What a poll concludes that cannot be read now, and why. */
export function refused(refusal: Refusal): Refused {
  return { is: "refused", refusal };
}

/** What it concludes of an answer that is not the listing asked for. */
export function notAListing(because: NotAListing): Refused {
  return refused({ reason: "not-a-listing", because });
}

/** One sentence for people: what happened, and what to do about it. Holds no address, no secret and no text of the upstream's. */
export function explainRefusal(refusal: Refusal): string {
  switch (refusal.reason) {
    case "not-found":
      if (refusal.because === "ref")
        return "The branch or tag in the address is gone or renamed: the forge leads to another. Write the address of one that exists.";
      if (refusal.because === "no-ref")
        return "The repository has no such branch or tag. Correct it in the watch, or wait if it will be back.";
      if (refusal.because === "no-directory")
        return "The branch has no such directory. Correct its path in the watch.";
      if (refusal.because === "token")
        return `The forge answers ${refusal.status} to the watch's token: the repository does not exist, or the token may not read it (forges do not tell which). Check the address, and what the token gives access to.`;
      return `The forge answers ${refusal.status}: the directory, branch or repository does not exist, or is private (forges do not tell strangers which). Open the address in a private window and correct it in the watch.`;
    case "login-required":
      return explainLogin(refusal.because, refusal.status);
    case "token-missing":
      return `The secret ${refusal.secret}, which holds the watch's token, is not set: run \`npx wrangler secret put ${refusal.secret}\`.`;
    case "bot-challenge":
      return `A bot challenge (${refusal.product}) stands in front of the page. If the repository can be cloned, write upstream: "git" in the watch, which then reads no pages and goes on where it stopped; else ask the forge's operator to let the User-Agent of Treewatch pass.`;
    case "empty-repository":
      return "The repository has no commit yet. Nothing to do: the watch begins when there is one.";
    case "repository-broken":
      return "The forge says that it cannot read the repository's data. Its operator has to repair it.";
    case "being-migrated":
      return "The forge is still importing the repository. Nothing to do: it is tried again.";
    case "code-disabled":
      return "The repository's code is switched off on this forge. Watch another mirror of it.";
    case "not-a-directory":
      return refusal.because === "submodule"
        ? "The address is of a submodule, whose files are in another repository. Write the address of that repository."
        : "The address is of a file, and the directory it is in cannot be read. Write the address of that directory.";
    case "not-a-listing":
      return `The answer is not a directory listing: ${explainNotAListing(refusal.because)}. Open the address in a browser; if it shows the directory, please report this.`;
    case "not-ready":
      return `The forge has not worked out the last commit of any of the ${refusal.rows} entries yet. Nothing to do: they are asked for again.`;
    case "truncated":
      return "The page ends before the listing does. Nothing to do: it is tried again; if it stays, something on the way cuts long answers.";
    case "too-large":
      return `The answer is larger than ${refusal.maxBytes / 1024 / 1024} MiB, the most Treewatch reads. Watch a smaller directory.`;
    case "timeout":
      return `No whole answer within ${refusal.timeoutMs / 1000} seconds. Nothing to do: it is tried again, less often while this lasts.`;
    case "network":
      return "The host could not be reached, or the connection broke. Check its name; it is tried again, less often while this lasts.";
    case "tls":
      return "No secure connection: the host's certificate is not valid for it. Its operator has to renew it.";
    case "redirect-refused":
      return explainRedirect(refusal.because);
    case "private-address":
      return `The address leads to ${refusal.host}, which is private, local or reserved. If that is meant, set ALLOW_PRIVATE_HOSTS to "true".`;
    case "rate-limited":
      return `The forge answers ${refusal.status}: too many requests. Nothing to do: it is left alone for as long as it asked; a longer interval (every) helps.`;
    case "server-error":
      return `The forge answers ${refusal.status}: an error of its own. Nothing to do: it is tried again, less often while this lasts.`;
    case "robots":
      return explainRobots(refusal.because);
    case "git-protocol":
      return explainGitTrouble(refusal.because);
    case "not-supported":
      return `The answer (status ${refusal.status}) is of a kind that Treewatch does not know. Open the address in a browser and check it.`;
  }
}

function explainLogin(because: "token" | "another-host" | undefined, status: number): string {
  switch (because) {
    case "token":
      return `The forge answers ${status} to the watch's token: it is wrong, has expired or may not read the repository. Put one that may into the secret.`;
    case "another-host":
      return "The address leads on to another host, which asks for a login. A token is sent to the watch's own host alone: write the repository's new address in the watch.";
    case undefined:
      return "The forge asks for a login. Name a secret that holds a token with read access (token), watch a public mirror, or ask the forge's operator to open the page to visitors.";
  }
}

function explainNotAListing(because: NotAListing): string {
  switch (because) {
    case "empty-body":
      return "the body is empty";
    case "not-html":
      return "it is not an HTML page";
    case "no-table":
      return "it has no table of files, as a login, error or challenge page has none";
    case "no-rows":
      return "its table of files has no rows";
    case "another-directory":
      return "its rows belong to another directory than the one asked for";
    case "unreadable-row":
      return "a row of its table of files is damaged, has no name or stands there twice";
  }
}

function explainRedirect(because: "too-many" | "not-http" | "no-location"): string {
  switch (because) {
    case "too-many":
      return "The address redirects more than 3 times. Open it in a browser and write the address it ends at.";
    case "not-http":
      return "The address redirects to something that is neither http nor https. Write the address of the page itself.";
    case "no-location":
      return "The host answers with a redirect that names no address. Its operator has to repair it.";
  }
}

function explainRobots(because: RobotsVerdict): string {
  switch (because) {
    case "forbidden":
      return 'The host\'s robots.txt forbids this page to Treewatch. If the repository can be cloned, write upstream: "git" in the watch, which then reads no pages and goes on where it stopped; else ask the operator to allow it, or, if you may, set robots: "ignore" in the watch.';
    case "unreadable":
      return 'The host\'s robots.txt cannot be read, which counts as forbidding everything (RFC 9309). It is asked for again once a day. If the repository can be cloned, write upstream: "git" in the watch, which then reads no pages and goes on where it stopped; or, if you may, set robots: "ignore" in the watch.';
  }
}

function explainGitTrouble(because: GitTrouble): string {
  switch (because) {
    case "not-git":
      return "The host does not answer as a git server at this address. Write the address that git clone takes, and try that with it.";
    case "old-protocol":
      return "The git server does not speak version 2 of git's protocol (git 2.18 and later do), so a directory cannot be read without fetching everything. Watch another mirror of it.";
    case "damaged":
      return "What the git server sent is damaged: it is cut, fails its checksum or lacks what was asked for. Nothing to do: it is tried again.";
    case "no-object":
      return "The git server does not give out a commit that it has just named. Nothing to do: it is tried again.";
    case "error":
      return "The git server answers with an error of its own. Nothing to do: it is tried again, less often while this lasts.";
  }
}
