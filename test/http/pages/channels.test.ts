import { describe, expect, it } from "vitest";
import { renderWatch } from "../../../src/http/pages/watch.tsx";
import type { ChannelView } from "../../../src/http/views.ts";
import { rowsOf, sectionText, textsOf } from "./read-page.ts";
import { channelOf, watchOf } from "./views.ts";

/** What the page says of a channel, below its name and kind. */
function said(more: Partial<ChannelView>): string {
  const html = renderWatch(watchOf({ channels: [channelOf(more)] }));
  return rowsOf(html, "channels").join().replace("SLACK_STORAGE_TEAM slack | ", "");
}

const later = { notBefore: "2026-11-23T08:00:00Z" };
const message = "The receiver did not answer in time.";
const lastMessageAt = "2026-11-20T06:05:00Z";

describe("a channel", () => {
  it.each<[string, Partial<ChannelView>, string]>([
    ["idle", { state: "idle" }, "Up to date."],
    ["sending", { state: "sending" }, "Sending."],
    [
      "waiting",
      { state: "waiting", ...later, when: "every hour" },
      "Waiting until 08:00 UTC: it is told every hour.",
    ],
    [
      "waiting until another day",
      {
        state: "waiting",
        notBefore: "2026-11-24T06:00:00Z",
        when: "at once, but not between 22:00 and 07:00 UTC",
      },
      "Waiting until 24 Nov 06:00 UTC: it is told at once, but not between 22:00 and 07:00 UTC.",
    ],
    [
      "waiting, no time being known",
      { state: "waiting", when: "every hour" },
      "Waiting: it is told every hour.",
    ],
    ["retrying", { state: "retrying", ...later, message }, `Trying again at 08:00 UTC: ${message}`],
    ["retrying, no time being known", { state: "retrying", message }, `Trying again: ${message}`],
    [
      "not set up",
      { state: "unconfigured", message: "The secret X is not set: run `npx wrangler secret put X`." },
      "Not set up: The secret X is not set: run npx wrangler secret put X.",
    ],
  ])("that is %s says why", (_what, view, sentence) => {
    expect(said({ ...view, lastMessageAt })).toBe(`${sentence} | Last message 20 Nov (update 17).`);
  });

  it("that is stopped says why, and how it goes on either way", () => {
    const view = { state: "stopped", message: "Slack no longer knows the webhook.", lastMessageAt } as const;
    expect(said(view).split(" | ")).toEqual([
      "Stopped: Slack no longer knows the webhook.",
      "Then it goes on from where it stopped: by itself if its secret has a new value " +
        "(npx wrangler secret put SLACK_STORAGE_TEAM), else once it is resumed:",
      'curl -X POST -H "Authorization: Bearer $ADMIN_TOKEN" ' +
        "https://treewatch.example/spdk-lib/channels/SLACK_STORAGE_TEAM/resume",
      "Last message 20 Nov (update 17).",
    ]);
  });

  it.each<[string, Partial<ChannelView>, string]>([
    ["was told all", { lastMessageAt }, "Last message 20 Nov (update 17)."],
    [
      "passed over what followed its last message",
      { lastMessageAt, skipped: 5, filter: "entries nvmf, bdev*" },
      "Last message 20 Nov (update 12); the 5 since did not match entries nvmf, bdev*.",
    ],
    [
      "passed over one",
      { lastMessageAt, skipped: 1, filter: "kinds added" },
      "Last message 20 Nov (update 16); the one since did not match kinds added.",
    ],
    [
      "passed over some before those that wait",
      { state: "waiting", lastMessageAt, skipped: 5, filter: "kinds added" },
      "Last message 20 Nov (update 12); the next 5 did not match kinds added.",
    ],
    [
      "has no filter any more",
      { lastMessageAt, skipped: 5 },
      "Last message 20 Nov (update 12); the 5 since did not match the filter it had.",
    ],
    ["has begun", {}, "No message yet: it is told what changes from now on."],
    [
      "has begun, with a filter",
      { filter: "kinds added" },
      "No message yet: it is told what changes from now on and matches kinds added.",
    ],
    [
      "passed over all so far",
      { skipped: 5, filter: "kinds added" },
      "No message yet; the 5 so far did not match kinds added.",
    ],
    [
      "passed over one before those that wait",
      { state: "retrying", skipped: 1, filter: "kinds added" },
      "No message yet; the first one did not match kinds added.",
    ],
    ["has yet to be told anything", { state: "sending" }, "No message yet."],
  ])("that %s says what it was told last", (_what, view, sentence) => {
    expect(said(view).split(" | ").at(-1)).toBe(sentence);
  });
});

it("sets in code what is to be typed", () => {
  const view = channelOf({ state: "unconfigured", message: "Run `npx wrangler secret put X`." });
  expect(textsOf(renderWatch(watchOf({ channels: [view] })), "code")).toContain("npx wrangler secret put X");
});

it("says that there is no channel", () => {
  expect(sectionText(renderWatch(watchOf()), "Channels")).toContain(
    "None: nobody is sent what changes here.",
  );
});
