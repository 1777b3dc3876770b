/** The changes of an update in one line, by kind and in words: `keyring added · nvme, nvmf updated`. */
import { shownName } from "../../feed/words.ts";
import { type Change, changeKinds, type ChangeKind } from "../../diff.ts";
import { Dotted } from "./dotted.tsx";
import { Link } from "./link.tsx";

/** The most entries that are named of one kind; the rest is counted. */
const maxNamed = 6;

/** Every kind of change that there is, with its entries linked where the forge still has them. Nothing for none. */
export function Changes({ changes }: { changes: readonly Change[] }) {
  const groups = changeKinds
    .map((kind) => ({ kind, of: changes.filter((change) => change.kind === kind) }))
    .filter(({ of }) => of.length > 0);
  return (
    <Dotted
      parts={groups.map((group) => (
        <Group {...group} />
      ))}
    />
  );
}

function Group({ kind, of: changes }: { kind: ChangeKind; of: readonly Change[] }) {
  const rest = changes.length - maxNamed;
  return (
    <>
      {changes.slice(0, maxNamed).map((change, i) => (
        <>
          {i > 0 && ", "}
          <Names change={change} />
        </>
      ))}
      {rest > 0 && ` and ${rest} more`}
      {kind !== "renamed" && ` ${kind}`}
    </>
  );
}

function Names({ change }: { change: Change }) {
  const name = (
    <Link to={change.after?.url}>
      <bdi>{shownName(change.entry)}</bdi>
    </Link>
  );
  if (change.kind !== "renamed") return name;
  return (
    <>
      {change.before === undefined ? "" : <bdi>{shownName(change.before.name)}</bdi>} renamed to {name}
    </>
  );
}
