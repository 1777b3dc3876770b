/** What is wrong in the configuration, by watch and field. */
import type { Problem } from "../../problems.ts";
import { shown } from "../../feed/words.ts";
import { prose } from "./prose.ts";

/** Every problem with what to write instead. Nothing where there is none. */
export function Problems({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return (
    <section class="notice trouble" aria-labelledby="problems">
      <h2 id="problems">{count} in the configuration</h2>
      <p>Every watch that is not named here goes on.</p>
      <ul role="list">
        {problems.map(({ watch, field, problem }) => (
          <li>
            {watch !== undefined && (
              <>
                Watch <code>{shown(watch)}</code>
                {field === undefined ? ": " : ", "}
              </>
            )}
            {field !== undefined && (
              <>
                <code>{shown(field)}</code>
                {": "}
              </>
            )}
            {prose(problem)}
          </li>
        ))}
      </ul>
    </section>
  );
}
