/** Does as little as a Worker can: `/200/SIZE` is answered with that many bytes, the same each time, `/304` with nothing. */

const bodies = new Map<string, Uint8Array>();

export default {
  fetch(request) {
    if (request.url.endsWith("/304")) return new Response(null, { status: 304 });
    let body = bodies.get(request.url);
    if (body === undefined) {
      body = new Uint8Array(Number(request.url.slice(request.url.lastIndexOf("/") + 1))).fill(0x2e);
      bodies.set(request.url, body);
    }
    return new Response(body, { headers: { "content-type": "text/plain" } });
  },
} satisfies ExportedHandler;
