/** PURE. What ticks cost by the number of watches, in tables for people. */
import type { Scale, Scaling } from "./scale.ts";
import { digits, shown, table } from "./table.ts";

/** The lines to print. */
export function scaleLines({ scales, lines }: Scaling): string[] {
  const heading = [
    "watches",
    "hosts",
    "repositories",
    "",
    "CPU",
    "each watch",
    "wall",
    "requests",
    "at once",
    "object calls",
    "rows written",
    "KV writes",
    "of free",
    "of paid",
  ];
  return [
    "",
    "A tick in which every watch is due: nothing has changed, or at each tick one watch in a hundred has, and wakes those of",
    "its repository. CPU is workerd's, with its own KV and storage; a day of such ticks uses that part of each plan's fullest",
    "quota. Aim: growth is linear; one request at once per host; all watches of one repository ask one question",
    ...table([heading, ...scales.flatMap(rowsOf)]),
    ...lines.map(
      ({ hosts, quiet, changing }) =>
        `each further watch at ${hosts} hosts: ${digits(quiet.slope * 1000)} µs quiet, ${digits(changing.slope * 1000)} µs changing`,
    ),
    ...scales.map(
      ({ watches, hosts, firstMs }) =>
        `the first look at ${watches} watches at ${hosts} hosts, without pauses: ${digits(firstMs / 1000)} s`,
    ),
  ];
}

function rowsOf(scale: Scale): string[][] {
  return (["quiet", "changing"] as const).map((kind) => {
    const { cpuMs, wallMs, requests, most, calls, rowsWritten, kvWrites, of } = scale[kind];
    const isFirst = kind === "quiet";
    return [
      isFirst ? scale.watches.toLocaleString("en-GB") : "",
      isFirst ? String(scale.hosts) : "",
      isFirst ? scale.repositories.toLocaleString("en-GB") : "",
      kind,
      shown(cpuMs, " ms"),
      `${digits((cpuMs.median / scale.watches) * 1000)} µs`,
      `${digits(wallMs.median)} ms`,
      requests.toLocaleString("en-GB"),
      String(most),
      calls.toLocaleString("en-GB"),
      rowsWritten.toLocaleString("en-GB"),
      kvWrites.toLocaleString("en-GB"),
      part(of.free),
      part(of.paid),
    ];
  });
}

function part({ part: used, what }: { part: number; what: string }): string {
  return `${digits(used * 100)} % (${what.replace(" a day", "")})`;
}
