import { createServer } from "node:http";
import { expect, it } from "vitest";
import { listenLocally } from "../../demo/listening.ts";
import { addressOf, choosePort } from "../../local/ports.ts";

it("finds a free port where 0 is asked for", async () => {
  const chosen = await choosePort("127.0.0.1", 0);
  expect(chosen.is === "port" && chosen.port > 1023).toBe(true);
});

it("says that a port is in use, and how to choose another", async () => {
  const { port, close } = await listenLocally(createServer());
  const chosen = await choosePort("127.0.0.1", port);
  await close();
  expect(chosen).toEqual({
    is: "refused",
    problem: `Port ${port} is in use by another program. Choose another: --port ${port + 1}, or --port 0 for any free one.`,
  });
});

it("says that an address is not this machine's", async () => {
  expect(await choosePort("192.0.2.1", 0)).toMatchObject({
    is: "refused",
    problem: expect.stringContaining("192.0.2.1 is not an address of this machine"),
  });
});

it.each([
  ["127.0.0.1", "http://127.0.0.1:8787"],
  ["0.0.0.0", "http://127.0.0.1:8787"],
  ["::", "http://127.0.0.1:8787"],
  ["::1", "http://[::1]:8787"],
  ["treewatch.lan", "http://treewatch.lan:8787"],
])("is reached, when it listens on %s, at %s", (host, address) => {
  expect(addressOf(host, 8787)).toBe(address);
});
