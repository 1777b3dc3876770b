/** PURE. One thing at a time, in the order in which it was asked for. */
export class Lock {
  #last: Promise<unknown> = Promise.resolve();
  #begun = 0;

  /** Whether anything that was asked for has not ended yet. */
  get isTaken(): boolean {
    return this.#begun > 0;
  }

  /** Does the work once all that was asked for before has ended, well or not. Returns or throws what it does. */
  run<T>(work: () => Promise<T>): Promise<T> {
    this.#begun += 1;
    const done = this.#last.then(work, work).finally(() => {
      this.#begun -= 1;
    });
    this.#last = done.catch(() => {});
    return done;
  }
}
