/**
 * PURE. Packs: the objects that a server sends, each compressed, many told as deltas of others (gitformat-pack). A pack
 * is read whole or refused; whatever it holds, no more is made of it than the bounds allow.
 */
import { applyDelta, readSizes } from "./delta.ts";
import { failure, type GitFailure } from "./failure.ts";
import { digest, hex, idBytes, objectId, type ObjectFormat } from "./object-id.ts";
import { type DeltaEntry, type ObjectType, type PackEntry, readEntry } from "./pack-entry.ts";

/** An object as it was before git stored it: what it is and what it holds. */
export type GitObject = { type: ObjectType; content: Uint8Array };

/** What a pack may come to. */
export type PackBounds = {
  objects: number;
  /** Bytes of one object. */
  objectBytes: number;
  /** Bytes of all that is made of the pack: objects and deltas. */
  totalBytes: number;
  /** Deltas of deltas. */
  depth: number;
};

/** 4,095 is the most that git itself makes (`pack.depth`). */
export const packBounds: PackBounds = {
  objects: 50_000,
  objectBytes: 8 * 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
  depth: 4095,
};

const HEADER_BYTES = 12;
/** `PACK`. */
const SIGNATURE = 0x5041434b;

/**
 * All objects of a pack, by id. `too-large` where it goes beyond the bounds; `damaged` where it is no pack, is cut, goes on
 * after its end, fails a checksum, or holds a delta whose base is not in it (a delta of itself, by whatever detour, too).
 */
export function readPack(
  bytes: Uint8Array,
  format: ObjectFormat,
  bounds = packBounds,
): ReadonlyMap<string, GitObject> | GitFailure {
  const end = bytes.length - idBytes[format];
  const count = readCount(bytes);
  if (count === undefined || end < HEADER_BYTES) return failure("damaged");
  if (count > bounds.objects) return failure("too-large");
  const pack = bytes.subarray(0, end);
  if (digest(format, pack) !== hex(bytes.subarray(end))) return failure("damaged");
  const assembly = new Assembly(format, bounds);
  let at = HEADER_BYTES;
  for (let read = 0; read < count; read++) {
    const next = readEntry(pack, at, format, assembly.room());
    if ("failed" in next) return next;
    const wrong = assembly.take(next.entry);
    if (wrong !== undefined) return wrong;
    at = next.end;
  }
  return at === end && assembly.made() === count ? assembly.objects : failure("damaged");
}

/** How many objects the header announces; undefined where it is none of a pack of version 2 or 3. */
function readCount(bytes: Uint8Array): number | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const version = view.getUint32(4);
  return view.getUint32(0) === SIGNATURE && (version === 2 || version === 3) ? view.getUint32(8) : undefined;
}

/** An object, and of how many deltas one after the other it was made. */
type Made = GitObject & { depth: number };

/** Puts objects together from entries. A delta waits until its base is there, which may stand after it. */
class Assembly {
  readonly objects = new Map<string, Made>();
  readonly #byOffset = new Map<number, Made>();
  readonly #waiting = new Map<number | string, DeltaEntry[]>();
  readonly #format: ObjectFormat;
  readonly #bounds: PackBounds;
  #total = 0;

  constructor(format: ObjectFormat, bounds: PackBounds) {
    this.#format = format;
    this.#bounds = bounds;
  }

  made(): number {
    return this.#byOffset.size;
  }

  /** Bytes that the next thing made may have. */
  room(): number {
    return Math.min(this.#bounds.objectBytes, this.#bounds.totalBytes - this.#total);
  }

  take(entry: PackEntry): GitFailure | undefined {
    this.#total += entry.content.length;
    if ("type" in entry) return this.#settle(entry.at, { ...entry, depth: 0 });
    const base =
      typeof entry.base === "number" ? this.#byOffset.get(entry.base) : this.objects.get(entry.base);
    if (base !== undefined) {
      const built = this.#build(entry, base);
      return "failed" in built ? built : this.#settle(entry.at, built);
    }
    const others = this.#waiting.get(entry.base);
    if (others === undefined) this.#waiting.set(entry.base, [entry]);
    else others.push(entry);
    return undefined;
  }

  /** Notes an object, and makes everything that was waiting for it, and for that, and so on. */
  #settle(offset: number, object: Made): GitFailure | undefined {
    const ready: [number, Made][] = [[offset, object]];
    for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
      const [at, made] = next;
      const id = objectId(this.#format, made.type, made.content);
      this.objects.set(id, made);
      this.#byOffset.set(at, made);
      for (const entry of [...(this.#waiting.get(id) ?? []), ...(this.#waiting.get(at) ?? [])]) {
        const built = this.#build(entry, made);
        if ("failed" in built) return built;
        ready.push([entry.at, built]);
      }
      this.#waiting.delete(id);
      this.#waiting.delete(at);
    }
    return undefined;
  }

  #build({ content: delta }: DeltaEntry, base: Made): Made | GitFailure {
    const room = this.room();
    if (base.depth === this.#bounds.depth || (readSizes(delta)?.result ?? 0) > room)
      return failure("too-large");
    const content = applyDelta(base.content, delta, room);
    if (content === undefined) return failure("damaged");
    this.#total += content.length;
    return { type: base.type, content, depth: base.depth + 1 };
  }
}
