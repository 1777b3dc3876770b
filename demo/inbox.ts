/** An inbox on this machine that stands in for a Slack channel: it answers as an incoming webhook does. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenLocally } from "./listening.ts";
import { slackText } from "./slack-text.ts";

/** One message that it has taken. */
export type Message = { at: number; id: string | undefined; body: string; text: string };

export type Inbox = {
  /** What a channel's secret would hold. */
  url: string;
  port: number;
  /** All of them, oldest first. */
  messages: readonly Message[];
  close(): Promise<void>;
};

const path = "/services/T00000000/B00000000/treewatch-demo";
const maxBytes = 1024 * 1024;

/** Starts an inbox on loopback, at a free port unless one is given; `onMessage` hears of each message taken. */
export async function createInbox(options: {
  port?: number;
  onMessage?: (message: Message) => void;
}): Promise<Inbox> {
  const messages: Message[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await read(request);
    const [status, words] = judge(request, body);
    response.writeHead(status, { "Content-Type": "text/html" }).end(words);
    if (status !== 200 || body === undefined) return;
    const id = request.headers["webhook-id"];
    const message = {
      at: Date.now(),
      id: typeof id === "string" ? id : undefined,
      body,
      text: slackText(body),
    };
    messages.push(message);
    options.onMessage?.(message);
  };
  const server = createServer((request, response) => void take(request, response));
  const { port, close } = await listenLocally(server, options.port);
  return { url: `http://127.0.0.1:${port}${path}`, port, messages, close };
}

/** Slack's own answers: `ok`, or the code of what is wrong. */
function judge({ method, url }: IncomingMessage, body: string | undefined): [number, string] {
  if (url !== path) return [404, "no_service"];
  if (method !== "POST") return [405, "method_not_allowed"];
  if (body === undefined) return [413, "invalid_payload"];
  const payload = parse(body);
  if (payload === undefined) return [400, "invalid_payload"];
  return "text" in payload || "blocks" in payload || "attachments" in payload
    ? [200, "ok"]
    : [400, "no_text"];
}

function parse(body: string): object | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The body as text; undefined where it is longer than Slack would take by far, or breaks off. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return size > maxBytes ? undefined : Buffer.concat(chunks).toString();
}
