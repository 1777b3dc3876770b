/**
 * The only logger: one JSON line an event. Event names are stable; data travels in fields, never in words, and a
 * secret has no way in: channels are logged by name, upstreams by watch.
 */
type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes an event that is part of the ordinary course of things. */
export function log(event: string, fields: Fields): void {
  console.log(JSON.stringify({ event, ...fields }));
}

/** Writes an event that an operator should look at. Of an error only its name goes out: messages may quote addresses. */
export function logTrouble(event: string, fields: Fields, error?: unknown): void {
  const name = error instanceof Error ? { error: error.name } : {};
  console.error(JSON.stringify({ event, ...fields, ...name }));
}
