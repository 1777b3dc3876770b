import { createServer } from "node:http";
import { expect, it } from "vitest";
import { countTo } from "../../bench/counted.ts";
import { listenLocally } from "../../demo/listening.ts";

it("counts requests, and the bytes of both ways with their headers, since it was last asked", async () => {
  let headers = 0;
  const server = createServer((request, response) => {
    headers += request.rawHeaders.join("").length;
    request.resume().on("end", () => response.end("x".repeat(10_000)));
  });
  const { port, close } = await listenLocally(server);
  const counted = await countTo(port);
  const url = `http://127.0.0.1:${counted.port}/`;
  for (const body of ["", "y".repeat(5000)])
    await (await fetch(url, body === "" ? {} : { method: "POST", body })).text();
  const { bytes, requests } = counted.take();
  expect(requests).toBe(2);
  expect(bytes).toBeGreaterThan(25_000 + headers);
  expect(bytes).toBeLessThan(25_000 + headers + 1000);
  expect(counted.take()).toEqual({ bytes: 0, requests: 0 });
  await Promise.all([counted.close(), close()]);
});
