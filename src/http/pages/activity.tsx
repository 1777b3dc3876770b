/** The picture of where the work happens: a row for each entry, a mark for each week in which it was committed to. */
import { shownName, showDay } from "../../feed/words.ts";
import { truncate } from "../../text.ts";
import { DAY } from "../../time.ts";
import { weeks, type Activity } from "../activity.ts";

/** In the picture's own units, which are about a pixel each. */
const [nameWidth, weekWidth, rowHeight, top] = [98, 7.5, 14, 14];
const width = nameWidth + weeks * weekWidth + 27;
/** The most of a name, in code points: more would run into the marks. */
const maxNameCodePoints = 14;
/** How strong a mark is by the commits it stands for, and for how many at least. */
const shades = [
  { from: 1, opacity: 0.3 },
  { from: 2, opacity: 0.5 },
  { from: 4, opacity: 0.75 },
  { from: 8, opacity: 1 },
];

/** The section with the picture, which says in words what it shows. */
export function ActivityPicture({ activity: { begin, rows, more } }: { activity: Activity }) {
  const weekStart = (index: number) => begin + index * 7 * DAY;
  const span = `${showDay(begin)} to ${showDay(weekStart(weeks) - DAY)}`;
  const most = rows.map(({ name, total }) => `${shownName(name)} ${total}`).join(", ");
  return (
    <section aria-labelledby="activity">
      <h2 id="activity">Activity</h2>
      <svg
        viewBox={`0 0 ${width} ${top + rows.length * rowHeight}`}
        role="img"
        aria-label={`Commits by week, ${span}: ${most}.`}
      >
        {Array.from({ length: weeks }, (_, index) => (
          <MonthName start={weekStart(index)} x={nameWidth + index * weekWidth} />
        ))}
        {shades.map(({ from, opacity }, i) => (
          <path d={marks(rows, from, shades[i + 1]?.from ?? Infinity)} fill-opacity={opacity} />
        ))}
        {rows.map(({ name, total }, i) => (
          <g>
            <text y={top + i * rowHeight + 10}>{truncate(shownName(name), maxNameCodePoints)}</text>
            <text x={width} y={top + i * rowHeight + 10} text-anchor="end">
              {total}
            </text>
          </g>
        ))}
      </svg>
      <p class="note">
        Changes seen, by week, {span}.{more > 0 && ` ${more} more entries had some.`}
      </p>
    </section>
  );
}

/** Above the week in which a month begins. */
function MonthName({ start, x }: { start: number; x: number }) {
  const month = monthOf(start + 6 * DAY);
  return month === monthOf(start - DAY) ? null : (
    <text x={x} y={9}>
      {month}
    </text>
  );
}

function monthOf(time: number): string {
  return new Date(time).toUTCString().slice(8, 11);
}

/** The squares of the weeks in which an entry had so many commits, as one path. */
function marks(rows: Activity["rows"], from: number, below: number): string {
  return rows
    .flatMap(({ counts }, row) =>
      counts.map((count, week) =>
        count >= from && count < below
          ? `M${nameWidth + week * weekWidth} ${top + row * rowHeight + 2}h6.5v10h-6.5z`
          : "",
      ),
    )
    .join("");
}
