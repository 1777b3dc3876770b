/** Where to subscribe. */
import type { Child } from "hono/jsx";
import type { FeedLink } from "../views.ts";
import { Link } from "./link.tsx";

type Props = {
  /** What they are of, where that is not all that the page is of. */
  heading?: string;
  feeds: readonly FeedLink[];
  children?: Child;
};

/** The feeds' names and whole addresses, to be followed or copied, and what is offered beside them. */
export function Feeds({ heading = "Feeds", feeds, children }: Props) {
  return (
    <section aria-labelledby="feeds">
      <h2 id="feeds">{heading}</h2>
      <ul role="list">
        {feeds.map(({ name, url }) => (
          <Address name={name} url={url} />
        ))}
        {children}
      </ul>
    </section>
  );
}

/** One address under its name, a button to subscribe with. */
export function Address({ name, url }: { name: string; url: string }) {
  return (
    <li class="feed">
      <Link to={url}>
        <b>{name}</b> {url}
      </Link>
    </li>
  );
}
