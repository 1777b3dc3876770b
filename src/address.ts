/**
 * PURE. Which addresses are not of the public internet. It sees what an address says, never what a name resolves to:
 * a name of somebody's own that points at a private network has to be stopped by the network that Treewatch runs in.
 */

type Block = readonly [address: string, bits: number];

/** Blocks that nobody means to watch or to tell, however private the network: the machine's own link, cloud metadata. */
const LINK_LOCAL_BLOCKS: readonly Block[] = [
  ["168.63.129.16", 32], // looks public: Azure's host agent, reachable from its virtual machines only
  ["169.254.0.0", 16], // link-local, and the metadata service of most clouds
];

/** The special-purpose blocks that no public host is in (IANA's IPv4 registry, RFC 6890, 5771, 1112). */
const PRIVATE_BLOCKS: readonly Block[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // carrier-grade NAT
  ["127.0.0.0", 8],
  ...LINK_LOCAL_BLOCKS,
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // 6to4 relays, withdrawn
  ["192.168.0.0", 16],
  ["198.18.0.0", 15], // benchmarking
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 3], // multicast, reserved, broadcast
];

/** The name and the IPv6 address of clouds' metadata services. */
const METADATA_NAME = "metadata.google.internal";
const METADATA_ADDRESS = "[fd00:ec2::254]";

/** Top-level names that no public host has: RFC 6761, 6762 (with its appendix G), ICANN's `internal`. */
const PRIVATE_TOP_NAMES = new Set([
  "localhost",
  "local",
  "localdomain",
  "internal",
  "intranet",
  "private",
  "corp",
  "home",
  "lan",
]);

/** Public names under which every name resolves to 127.0.0.1. `home.arpa` (RFC 8375) is of local networks. */
const PRIVATE_ZONES = [
  "home.arpa",
  "localtest.me",
  "lvh.me",
  "vcap.me",
  "fuf.me",
  "lacolhost.com",
  "local.gd",
  "localhost.direct",
  "traefik.me",
];

/** Public names under which a name resolves to the address it spells: `10.0.0.1.nip.io`, `7f000001.nip.io`, `--1.sslip.io`. */
const SPELLING_ZONES = ["nip.io", "sslip.io", "xip.io", "plex.direct", "rbndr.us", "1u.ms"];

const MAX_HOST_LENGTH = 253;

/**
 * The host of `url`, if it is private: loopback, link-local, private, carrier-grade NAT, reserved, unspecified,
 * multicast, documentation, benchmarking, an IPv6 form of such an IPv4 address, or a name that is local or spells such
 * an address. Undefined where the host may be public. Every numeric spelling is seen, because `URL` has normalised it
 * (WHATWG URL, 3.5). What is returned is at most 253 characters of `[a-z0-9._:-]`, `[` and `]`.
 */
export function privateHost(url: URL): string | undefined {
  const host = hostOf(url);
  return isPrivate(host) ? printable(host) : undefined;
}

/**
 * The host of `url` if Treewatch does not go there: one that is private, or, where private hosts are allowed, one that is
 * link-local or a cloud's metadata service. Undefined where it may. As `privateHost` otherwise.
 */
export function refusedHost(url: URL, allowPrivateHosts: boolean): string | undefined {
  if (!allowPrivateHosts) return privateHost(url);
  const host = hostOf(url);
  return isLinkLocal(host) ? printable(host) : undefined;
}

function hostOf(url: URL): string {
  return url.hostname.replace(/\.+$/, "");
}

function printable(host: string): string {
  return host.replace(/[^a-z0-9._:[\]-]/g, "_").slice(-MAX_HOST_LENGTH);
}

function isLinkLocal(host: string): boolean {
  if (host === METADATA_NAME || host === METADATA_ADDRESS) return true;
  if (!host.startsWith("[")) return [host, ...addressesIn(host)].some(isLinkLocal4);
  const groups = groupsOf(host.slice(1, -1));
  const [a = 0] = groups;
  if ((a & 0xffc0) === 0xfe80) return true;
  return [translated4(groups), tunnelled4(groups)].some(
    (address) => address !== undefined && isIn(LINK_LOCAL_BLOCKS, address),
  );
}

function isLinkLocal4(host: string): boolean {
  const address = parse4(host);
  return address !== undefined && isIn(LINK_LOCAL_BLOCKS, address);
}

function isPrivate(host: string): boolean {
  if (host.startsWith("[")) return isPrivate6(groupsOf(host.slice(1, -1)));
  const address = parse4(host);
  return address === undefined ? isPrivateName(host) : isIn(PRIVATE_BLOCKS, address);
}

function isPrivateName(name: string): boolean {
  const topName = name.slice(name.lastIndexOf(".") + 1);
  // A name without a dot is completed by the resolver's own search list.
  if (topName === name || PRIVATE_TOP_NAMES.has(topName)) return true;
  if (PRIVATE_ZONES.some((zone) => `.${name}`.endsWith(`.${zone}`))) return true;
  return addressesIn(name).some(isPrivate);
}

/** The addresses that a name spells in a zone where names resolve to what they spell. */
function addressesIn(name: string): string[] {
  const zone = SPELLING_ZONES.find((candidate) => name.endsWith(`.${candidate}`));
  return zone === undefined ? [] : spelledAddresses(name.slice(0, -zone.length - 1));
}

/** Every address that a name can be read as; which one its service picks does not matter, if any is private. */
function spelledAddresses(name: string): string[] {
  const quads = [...name.matchAll(/(?<!\d)(?=(\d{1,3}(?:[.-]\d{1,3}){3})(?!\d))/g)];
  const hexadecimal = [...name.matchAll(/(?<![0-9a-f])[0-9a-f]{8}(?![0-9a-f])/g)];
  const sixes = name.split(".").map((label) => URL.parse(`http://[${label.replaceAll("-", ":")}]`)?.hostname);
  return [
    ...quads.flatMap(([, quad]) => (quad === undefined ? [] : [quad.replaceAll("-", ".")])),
    ...hexadecimal.flatMap(([digits]) => URL.parse(`http://0x${digits}`)?.hostname ?? []),
    ...sixes.flatMap((six) => six ?? []),
  ];
}

/** A dotted quad as one unsigned number of 32 bits, or undefined where it is none. */
function parse4(text: string): number | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined;
  const parts = text.split(".").map(Number);
  return parts.every((part) => part <= 255) ? parts.reduce((sum, part) => sum * 256 + part) : undefined;
}

function isIn(blocks: readonly Block[], address: number): boolean {
  return blocks.some(([block, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) === Math.floor((parse4(block) ?? Number.NaN) / size);
  });
}

/** The eight groups of an IPv6 address in the form that `URL` prints. */
function groupsOf(text: string): number[] {
  const [left = [], right = []] = text
    .split("::")
    .map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array<string>(8 - left.length - right.length).fill("0");
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

function isPrivate6(groups: readonly number[]): boolean {
  const [a = 0, b = 0] = groups;
  const translated = translated4(groups);
  if (translated !== undefined) return isIn(PRIVATE_BLOCKS, translated);
  // Only 2000::/3 has been given out for the public internet; in it, 2001::/23 (Teredo and other protocols'),
  // 2001:db8::/32 and 3fff::/20 (documentation) have not.
  if (a < 0x2000 || a > 0x3fff) return true;
  if (a === 0x2001 && (b < 0x200 || b === 0xdb8)) return true;
  if (a === 0x3fff && b < 0x1000) return true;
  const tunnelled = tunnelled4(groups);
  return tunnelled !== undefined && isIn(PRIVATE_BLOCKS, tunnelled);
}

/** The IPv4 address that an IPv6 address is only another form of: ::ffff:0:0/96 (RFC 4291), 64:ff9b::/96 (RFC 6052), 6to4 (RFC 3056). */
function translated4([a, b = 0, c = 0, d, e, f, g = 0, h = 0]: readonly number[]): number | undefined {
  if (a === 0x2002) return b * 0x10000 + c;
  const mapped = a === 0 && b === 0 && c === 0 && d === 0 && e === 0 && f === 0xffff;
  const nat64 = a === 0x64 && b === 0xff9b && c === 0 && d === 0 && e === 0 && f === 0;
  return mapped || nat64 ? g * 0x10000 + h : undefined;
}

/** The IPv4 address in an interface id of ISATAP's, 0:5efe or 200:5efe (RFC 5214). */
function tunnelled4([, , , , e = 0, f, g = 0, h = 0]: readonly number[]): number | undefined {
  return (e & 0xfdff) === 0 && f === 0x5efe ? g * 0x10000 + h : undefined;
}
