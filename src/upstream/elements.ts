/**
 * PURE. Walks through the elements of markup as a program writes it. The tokens are htmlparser2's; its parser, which also
 * mends what authors leave out, would take 2 kB more of the Worker and hide just the damage that is looked for here.
 */
import { Tokenizer } from "htmlparser2";

/** What a walk tells, in the order of the markup. */
export type Visitor = {
  /** An element begins in the one that the path ends in. Its attributes follow. */
  open(name: string): void;
  /** Character references are decoded; empty where it has no value. */
  attribute(name: string, value: string): void;
  /** A piece of a text: not all of it, if there are character references in it. */
  text(text: string): void;
  /**
   * The element that the path ends in is over: at its own end tag, whose name ends at `end`, or, without `end`, because it
   * can have none, closes itself or stands in an element that is over.
   */
  close(name: string, end?: number): void;
};

/** A walk through markup. */
export type Walk = {
  /** The names of the elements that are open, outermost first. */
  readonly path: readonly string[];
  /**
   * Walks until the markup ends or `stop` is called, of which the tag at hand may still be told. What is open then is not
   * told to be over.
   */
  readonly run: () => void;
  readonly stop: () => void;
};

const ignore = (): void => {};

/** What has no end tag in HTML. */
const voids = new Set("area base br col embed hr img input link meta source track wbr".split(" "));

/**
 * A walk through `markup` that tells `visitor`. In HTML, elements close themselves in drawings only. An end tag for
 * nothing that is open is passed over, and so are comments and declarations.
 */
export function walk(markup: string, language: "html" | "xml", visitor: Visitor): Walk {
  const isXml = language === "xml";
  const path: string[] = [];
  let name = "";
  let value = "";
  const isDrawing = (): boolean => path.includes("svg");
  const close = (end?: number): void => {
    visitor.close(path.at(-1) ?? "", end);
    path.pop();
  };
  const tokenizer = new Tokenizer(
    { xmlMode: isXml },
    {
      onopentagname(from, to) {
        const tag = markup.slice(from, to);
        visitor.open(tag);
        path.push(tag);
      },
      onattribname(from, to) {
        name = markup.slice(from, to);
        value = "";
      },
      onattribdata(from, to) {
        value += markup.slice(from, to);
      },
      onattribentity(codePoint) {
        value += String.fromCodePoint(codePoint);
      },
      onattribend() {
        visitor.attribute(name, value);
      },
      onopentagend() {
        if (!isXml && voids.has(path.at(-1) ?? "")) close();
      },
      onselfclosingtag() {
        if (isXml || isDrawing() || voids.has(path.at(-1) ?? "")) close();
      },
      ontext(from, to) {
        visitor.text(markup.slice(from, to));
      },
      ontextentity(codePoint) {
        visitor.text(String.fromCodePoint(codePoint));
      },
      oncdata(from, to, endLength) {
        if (isXml || isDrawing()) visitor.text(markup.slice(from, to - endLength));
      },
      onclosetag(from, to) {
        const at = path.lastIndexOf(markup.slice(from, to));
        if (at < 0) return;
        while (path.length > at + 1) close();
        close(to);
      },
      oncomment: ignore,
      ondeclaration: ignore,
      onend: ignore,
      onprocessinginstruction: ignore,
      isInForeignContext: isDrawing,
    },
  );
  return { path, run: () => tokenizer.write(markup), stop: () => tokenizer.pause() };
}
