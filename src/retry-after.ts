/** PURE. How long a host asks to be left alone: the header `Retry-After`, read the same way for upstreams and channels. */

/** No host is obeyed for longer than this; what it asks beyond is asked again after it. */
const maxMs = 24 * 60 * 60 * 1000;

/** `Sun, 06 Nov 1994 08:49:37 GMT`, the only form of a date that RFC 9110 (5.6.7) lets a sender write. */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The milliseconds that a host asks to be left alone. Undefined where the header is absent or unreadable, or where it
 * holds a date and the answer's own `Date` cannot be read. From 0 to 24 hours; RFC 9110 (10.2.3): seconds or a date,
 * the date being taken relative to `Date`, so that neither clock has to be right.
 */
export function parseRetryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  const ms = /^-?\d+(\.\d+)?$/.test(value)
    ? Math.ceil(Number(value) * 1000)
    : parseDate(value) - parseDate(headers.get("date")?.trim() ?? "");
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), maxMs);
}

/** Milliseconds since 1970, or NaN. The form is checked first: `Date.parse` takes `5, 10` for a day in May 2001. */
function parseDate(value: string): number {
  return httpDate.test(value) ? Date.parse(value) : Number.NaN;
}
