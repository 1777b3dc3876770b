/** Tells what is being measured: `what, step`. The empty text ends it. */
export type Progress = (text: string) => void;

/** Where it is told: standard error, but for tests. */
export type Stream = { isTTY: boolean; write: (text: string) => void };

/** On a terminal one line that is overwritten at each step; elsewhere a line for each thing that is measured. */
export function createProgress({ isTTY, write }: Stream): Progress {
  let last = "";
  return (text) => {
    if (isTTY) return write(`\r\u001B[K${text}`);
    const [what = ""] = text.split(",");
    if (what !== last && what !== "") write(`${what}\n`);
    last = what;
  };
}
