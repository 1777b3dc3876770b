/** Secrets that can be told from anything else, and the forms in which one may turn up where it does not belong. */
import { channels } from "../src/notify/index.ts";

/** Ends of addresses, one of which each kind of channel takes: `NAME` stands for the secret in it. */
const ends = [
  "/services/NAME",
  "/!NAME:example.org",
  "/bot123456:NAME/sendMessage?chat_id=-100200300",
  "/NAME",
];

/** A canary for every secret that a channel of the kind reads: its address at `origin`, and those with a suffix. */
export type ChannelCanaries = {
  kind: string;
  name: string;
  values: Record<string, string>;
  canaries: string[];
};

/** A channel of each kind there is. Throws for a kind that takes none of the addresses known here. */
export function canariesOf(originOf: (kind: string) => string): ChannelCanaries[] {
  return channels.map(({ kind, further = [], check }) => {
    const name = kind.toUpperCase();
    const canary = `canary-${kind}-address`;
    const extra = further.map((suffix) => ({ suffix, ...extraCanary(kind, suffix) }));
    const bySuffix = Object.fromEntries(extra.map(({ suffix, value }) => [suffix, value]));
    const address = ends
      .map((end) => originOf(kind) + end.replace("NAME", canary))
      .find((address) => check({ "": address, ...bySuffix }) === undefined);
    if (address === undefined) throw new Error(`no address for ${kind}: add its form to the list`);
    return {
      kind,
      name,
      values: {
        [name]: address,
        ...Object.fromEntries(extra.map(({ suffix, value }) => [`${name}_${suffix}`, value])),
      },
      canaries: [canary, ...extra.flatMap(({ canaries }) => canaries)],
    };
  });
}

/** A secret beside a channel's address: a key is bytes, and must be seen neither as those nor as what writes them. */
function extraCanary(kind: string, suffix: string): { value: string; canaries: string[] } {
  const canary = `canary/${kind}+${suffix.toLowerCase()}/of-some-length`;
  if (suffix !== "SECRET") return { value: canary, canaries: [canary] };
  const encoded = Buffer.from(canary.padEnd(48, "+")).toString("base64");
  return { value: `whsec_${encoded}`, canaries: [canary, encoded] };
}

/** The secret as it is, percent-encoded, in JSON, in hexadecimal, and in Base64 wherever it stands in what was encoded. */
export function formsOf(secret: string): string[] {
  const inBase64 = [0, 1, 2].map((before) => {
    const encoded = Buffer.from(" ".repeat(before) + secret).toString("base64");
    // Without the characters that what stands around it has a part in.
    return encoded.slice(Math.ceil((before * 8) / 6), -4);
  });
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString("hex"),
      ...inBase64,
      ...inBase64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    ]),
  ];
}
