import { afterAll, beforeAll, expect, it } from "vitest";
import { createInbox, type Inbox, type Message } from "../../demo/inbox.ts";

const heard: Message[] = [];
let inbox: Inbox;
beforeAll(async () => {
  inbox = await createInbox({ onMessage: (message) => heard.push(message) });
});
afterAll(() => inbox.close());

async function post(body: string, url = inbox.url): Promise<[number, string]> {
  const response = await fetch(url, { method: "POST", body, headers: { "webhook-id": "msg_1" } });
  return [response.status, await response.text()];
}

it("takes a message as Slack does, keeps it and tells of it", async () => {
  const body = JSON.stringify({ text: "spdk/lib: 1 commit in nvmf" });
  expect(await post(body)).toEqual([200, "ok"]);
  expect(inbox.messages).toMatchObject([{ id: "msg_1", body }]);
  expect(heard).toEqual(inbox.messages);
});

it.each([
  ["what is no JSON", "hello", 400, "invalid_payload"],
  ["JSON that is no object", "[]", 400, "invalid_payload"],
  ["a message with nothing in it", "{}", 400, "no_text"],
  ["a body of more than 1 MiB", `{"text":"${"x".repeat(1024 * 1024)}"}`, 413, "invalid_payload"],
])("refuses %s with Slack's own word", async (_, body, status, words) => {
  const before = inbox.messages.length;
  expect(await post(body)).toEqual([status, words]);
  expect(inbox.messages).toHaveLength(before);
});

it("knows no other address and no other method", async () => {
  expect(await post("{}", new URL("/services/other", inbox.url).href)).toEqual([404, "no_service"]);
  expect((await fetch(inbox.url)).status).toBe(405);
});
