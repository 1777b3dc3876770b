/** The form that asks a watch's page for less: a plain GET, so that what it finds has an address. */
import { changeKinds } from "../../diff.ts";
import type { Selection } from "../selection.ts";

/** The form, filled in with what was asked. A list of several patterns has a field for each. */
export function FilterForm({ selection: { filter, since } }: { selection: Selection }) {
  const fields = {
    entry: filter.entries,
    kind: filter.kinds,
    author: filter.authors,
    title: filter.titles,
    since: since && [since.slice(0, 10)],
  };
  return (
    <form role="search" aria-label="Filter">
      {Object.entries(fields).flatMap(([name, values]) =>
        (values || [""]).map((value) => (
          <label>
            {name}
            <input
              name={name}
              value={value}
              type={name === "since" ? "date" : "text"}
              list={name === "kind" ? "kinds" : undefined}
            />
          </label>
        )),
      )}
      <datalist id="kinds">
        {changeKinds.map((kind) => (
          <option value={kind} />
        ))}
      </datalist>
      <button>Show</button>
      <p class="note">
        <code>*</code> stands for any characters; <code>!</code> in front excludes.
      </p>
    </form>
  );
}
