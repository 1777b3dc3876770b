/** PURE. One thing at a time, in the order in which it was asked for. */
export class Lock {
  #last: Promise<unknown> = Promise.resolve();

  /** Does the work once all that was asked for before has ended, well or not. Returns or throws what it does. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work, work);
    this.#last = done.catch(() => {});
    return done;
  }
}
