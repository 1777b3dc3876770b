/** The channels of a watch: by name and kind, never by address, and why each has been told no more than it has. */
import { shown } from "../../feed/words.ts";
import type { ChannelView } from "../views.ts";
import { prose } from "./prose.ts";
import { Time } from "./time.tsx";

type OfAWatch = {
  /** The watch's page: channels are resumed at an address below it. */
  pageUrl: string;
  day: string | undefined;
};

/** The list, or that there is none. */
export function Channels({ channels, ...of }: OfAWatch & { channels: readonly ChannelView[] }) {
  return (
    <section aria-labelledby="channels">
      <h2 id="channels">Channels</h2>
      {channels.length === 0 ? (
        <p class="quiet">None: nobody is sent what changes here.</p>
      ) : (
        <ul role="list">
          {channels.map((channel) => (
            <li>
              <p>
                <code>{shown(channel.name)}</code> <span class="quiet">{channel.kind}</span>
              </p>
              <p>
                <State channel={channel} day={of.day} />
              </p>
              {channel.state === "stopped" && <WaysOn name={channel.name} pageUrl={of.pageUrl} />}
              <p class="note">
                <Told channel={channel} day={of.day} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

type OfAChannel = { channel: ChannelView; day: string | undefined };

/** What it is doing, and why it does not do more. */
function State({ channel, day }: OfAChannel) {
  const reason = channel.message === undefined ? "." : <>: {inlineCode(channel.message)}</>;
  switch (channel.state) {
    case "idle":
      return <>Up to date.</>;
    case "sending":
      return <>Sending.</>;
    case "waiting":
      return (
        <>
          Waiting
          <NotBefore word="until" channel={channel} day={day} />: it is told {prose(channel.when)}.
        </>
      );
    case "retrying":
      return (
        <>
          Trying again
          <NotBefore word="at" channel={channel} day={day} />
          {reason}
        </>
      );
    case "stopped":
      return <>Stopped{reason}</>;
    case "unconfigured":
      return <>Not set up{reason}</>;
  }
}

function NotBefore({ word, channel, day }: OfAChannel & { word: string }) {
  if (channel.notBefore === undefined) return null;
  return (
    <>
      {" "}
      {word} <Time at={channel.notBefore} day={day} exact /> UTC
    </>
  );
}

/** How a channel that was refused for good goes on; which of the two ways it takes is said by the reason. */
function WaysOn({ name, pageUrl }: { name: string; pageUrl: string }) {
  return (
    <>
      <p>
        Then it goes on from where it stopped: by itself if its secret has a new value (
        <code>{prose(`npx wrangler secret put ${name}`)}</code>), else once it is resumed:
      </p>
      <pre>
        {prose(`curl -X POST -H "Authorization: Bearer $ADMIN_TOKEN" ${pageUrl}/channels/${name}/resume`)}
      </pre>
    </>
  );
}

/** What it was told last, and why of nothing since. */
function Told({ channel, day }: OfAChannel) {
  const { lastMessageAt, skipped, delivered, state, filter } = channel;
  const unmatched =
    skipped > 0 && `; the ${passedOver(channel)} did not match ${prose(filter ?? "the filter it had")}`;
  if (lastMessageAt !== undefined) {
    return (
      <>
        Last message <Time at={lastMessageAt} day={day} /> (update {delivered - skipped}){unmatched}.
      </>
    );
  }
  if (unmatched !== false || state !== "idle") return <>No message yet{unmatched}.</>;
  const matching = filter !== undefined && ` and matches ${prose(filter)}`;
  return <>No message yet: it is told what changes from now on{matching}.</>;
}

/** The updates that its filter passed over: all there have been or, where more wait for it, those before them. */
function passedOver({ lastMessageAt, skipped, state }: ChannelView): string {
  const amount = skipped === 1 ? "one" : String(skipped);
  const isFirst = lastMessageAt === undefined;
  if (state === "idle") return `${amount} ${isFirst ? "so far" : "since"}`;
  return `${isFirst ? "first" : "next"} ${amount}`;
}

/** Our own sentence, with what stands between backquotes set as code. */
function inlineCode(message: string) {
  return prose(message)
    .split("`")
    .map((part, i) => (i % 2 === 1 ? <code>{part}</code> : part));
}
