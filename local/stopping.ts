/** How a program of ours comes to its end: by Ctrl-C, by a signal that means the same, or with npm. */

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** npm passes a Ctrl-C on to a program that the terminal has told already: what comes so soon is the same one. */
const sameSignalMs = 1000;

const lookMs = 500;

/** Read before anything else is done: a parent that ends while we start must be missed too. */
const parent = process.ppid;

/** Resolves at the first signal. A second one, meant as such, ends the process where it stands. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    for (const signal of signals) {
      process.on(signal, () => {
        first ??= Date.now();
        if (Date.now() - first > sameSignalMs) process.exit(130);
        resolve();
      });
    }
    if (process.env["npm_lifecycle_event"] !== undefined) whenOrphaned(resolve);
  });
}

/** npm hands a SIGTERM to the shell between it and us, which dies of it without telling us. */
function whenOrphaned(then: () => void): void {
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, lookMs);
  timer.unref();
}
