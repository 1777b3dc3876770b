/** The channels of a watch: by name and kind, never by address, with their state in words. */
import { shown } from "../../feed/words.ts";
import type { ChannelStatus } from "../../status.ts";
import { prose } from "./prose.ts";
import { Time } from "./time.tsx";

/** The list, or that there is none. */
export function Channels({ channels, day }: { channels: readonly ChannelStatus[]; day: string | undefined }) {
  return (
    <section aria-labelledby="channels">
      <h2 id="channels">Channels</h2>
      {channels.length === 0 ? (
        <p class="quiet">None: nobody is sent what changes here.</p>
      ) : (
        <ul role="list">
          {channels.map((channel) => (
            <ChannelItem channel={channel} day={day} />
          ))}
        </ul>
      )}
    </section>
  );
}

function ChannelItem({ channel, day }: { channel: ChannelStatus; day: string | undefined }) {
  return (
    <li>
      <p>
        <code>{shown(channel.name)}</code> <span class="quiet">{channel.kind}</span>
      </p>
      <p>
        {stateWords(channel.state)}
        {channel.message === undefined ? "." : <>: {inlineCode(channel.message)}</>}
      </p>
      <p class="note">
        {channel.lastMessageAt === undefined ? (
          "No message yet"
        ) : (
          <>
            Last message <Time at={channel.lastMessageAt} day={day} />
          </>
        )}
        {channel.skipped > 0 && `; its filter has passed over ${updates(channel.skipped)} since`}.
      </p>
    </li>
  );
}

function stateWords(state: ChannelStatus["state"]): string {
  switch (state) {
    case "idle":
      return "Up to date";
    case "sending":
      return "Sending";
    case "waiting":
      return "Waiting for its digest or the end of its quiet hours";
    case "retrying":
      return "Trying again";
    case "stopped":
      return "Stopped";
    case "unconfigured":
      return "Not set up";
  }
}

/** Our own sentence, with what stands between backquotes set as code. */
function inlineCode(message: string) {
  return prose(message)
    .split("`")
    .map((part, i) => (i % 2 === 1 ? <code>{part}</code> : part));
}

function updates(amount: number): string {
  return amount === 1 ? "1 update" : `${amount} updates`;
}
