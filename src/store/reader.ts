/** Stored texts, parsed as seldom as possible. */

/** Parses a text, and remembers what came of the last one: state and cursors are asked for often and change seldom. */
export class Reader<T> {
  readonly #parse: (text: string) => T;
  #last: { text: string; value: T } | undefined;

  constructor(parse: (text: string) => T) {
    this.#parse = parse;
  }

  read(text: string): T {
    if (this.#last?.text !== text) this.#last = { text, value: this.#parse(text) };
    return this.#last.value;
  }
}
