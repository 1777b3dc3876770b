/** A certificate that nobody vouches for, made on the spot so that no private key lies in the tree. */
import { generateKeyPairSync, sign } from "node:crypto";

const ecdsaWithSha256 = "06082a8648ce3d040302";
const commonName = "0603550403";

/** Key and certificate for `name`, valid from 2020 to 2049, as `node:https` takes them. */
export function selfSigned(name: string): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const algorithm = der(0x30, Buffer.from(ecdsaWithSha256, "hex"));
  const attribute = der(0x30, Buffer.from(commonName, "hex"), der(0x0c, Buffer.from(name)));
  const subject = der(0x30, der(0x31, attribute));
  const validity = der(
    0x30,
    der(0x17, Buffer.from("200101000000Z")),
    der(0x17, Buffer.from("490101000000Z")),
  );
  const serial = der(0x02, Buffer.from([1]));
  const publicKeyBytes = publicKey.export({ type: "spki", format: "der" });
  const toSign = der(0x30, serial, algorithm, subject, validity, subject, publicKeyBytes);
  const signature = der(0x03, Buffer.from([0]), sign("sha256", toSign, privateKey));
  const base64 = der(0x30, toSign, algorithm, signature).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}

/** One DER element: tag, length, content (X.690, 8.1). */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
