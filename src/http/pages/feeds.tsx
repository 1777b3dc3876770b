/** Where to subscribe. */
import type { Child } from "hono/jsx";
import type { FeedLink } from "../views.ts";
import { Link } from "./link.tsx";

/** The feeds' names and whole addresses, to be followed or copied, and what is offered beside them. */
export function Feeds({ feeds, children }: { feeds: readonly FeedLink[]; children?: Child }) {
  return (
    <section aria-labelledby="feeds">
      <h2 id="feeds">Feeds</h2>
      <ul role="list">
        {feeds.map(({ name, url }) => (
          <Address name={name} url={url} />
        ))}
        {children}
      </ul>
    </section>
  );
}

/** One address under its name. */
export function Address({ name, url }: { name: string; url: string }) {
  return (
    <li>
      <p class="quiet">{name}</p>
      <p class="address">
        <Link to={url}>{url}</Link>
      </p>
    </li>
  );
}
