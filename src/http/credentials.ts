/** Who asks: what a request brings along, compared with the secrets that this deployment has. */
import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a request bears the operator's token. */
export function isOperator(request: Request, adminToken: string): boolean {
  return isSame(bearerOf(request), adminToken);
}

/** Whether a request bears the readers' key: as Bearer, as the password of HTTP Basic, or as `?key=`. */
export function isReader(request: Request, readToken: string | undefined): boolean {
  if (readToken === undefined) return false;
  const key = new URL(request.url).searchParams.get("key");
  return [bearerOf(request), basicPasswordOf(request), key ?? undefined].some((given) =>
    isSame(given, readToken),
  );
}

function bearerOf(request: Request): string | undefined {
  return credentialsOf(request, "bearer");
}

/** RFC 7617: what comes after the first colon; undefined where it cannot be read. */
function basicPasswordOf(request: Request): string | undefined {
  const encoded = credentialsOf(request, "basic");
  if (encoded === undefined || !/^[\w+/=-]+$/.test(encoded)) return undefined;
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  return decoded.includes(":") ? decoded.slice(decoded.indexOf(":") + 1) : undefined;
}

function credentialsOf(request: Request, wanted: string): string | undefined {
  const [scheme = "", credentials] = (request.headers.get("authorization") ?? "").split(" ");
  return scheme.toLowerCase() === wanted ? credentials : undefined;
}

/** Compares in a time that does not tell how much of it is right. */
function isSame(given: string | undefined, secret: string): boolean {
  if (given === undefined) return false;
  return timingSafeEqual(digestOf(given), digestOf(secret));
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
