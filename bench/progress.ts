/** Tells on standard error what is being measured: a line that overwrites itself on a terminal, one line a step elsewhere. */
export type Progress = (step: string) => void;

/** Rewrites the line in place; the empty step clears it. Where no terminal shows it, the steps' first words are enough. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  let told = "";
  return (step) => {
    if (stream.isTTY) {
      stream.write(`\r\x1b[K${step}`);
      return;
    }
    const [what = ""] = step.split(",");
    if (what !== told && what !== "") stream.write(`${what}\n`);
    told = what;
  };
}
