import { expect, it } from "vitest";
import { createLog } from "../../local/log.ts";

const line = (event: object, level = "log") => ({ level, message: JSON.stringify(event) });

it("passes the Worker's lines on as they are", () => {
  const log = createLog("all");
  expect(log(line({ event: "poll", watch: "a" }))).toBe('{"event":"poll","watch":"a"}');
});

it("passes only trouble on where no more is wanted", () => {
  const log = createLog("trouble");
  expect(log(line({ event: "poll" }))).toBeUndefined();
  expect(log(line({ event: "tick-failed" }, "error"))).toBe('{"event":"tick-failed"}');
});

it("tells of problems in the configuration in words, and once", () => {
  const log = createLog("trouble");
  const problems = line({ event: "configuration", message: "1 problem\n- url: write one" }, "error");
  expect(log(problems)).toBe("1 problem\n- url: write one");
  expect(log(problems)).toBeUndefined();
});

it("leaves out what workerd says for itself", () => {
  const log = createLog("all");
  expect(log({ level: "info", message: "exception = rust/worker/ffi.rs:110: disconnected" })).toBeUndefined();
  expect(log({ level: "error", message: "{ not JSON" })).toBeUndefined();
});

it("tells of an exception that nobody caught, without its message, which may hold an address", () => {
  const message =
    "uncaught exception; source = Uncaught (in promise); stack = TypeError: Invalid URL: https://secret.example\n    at send (index.js:1:2)";
  expect(createLog("trouble")({ level: "info", message })).toBe(
    "Treewatch met TypeError that it did not expect. Please report it:\n    at send (index.js:1:2)",
  );
});

it("prints nothing that a terminal would obey", () => {
  expect(createLog("all")(line({ title: "a\u009b31mb\u202e" }))).toBe('{"title":"a31mb"}');
});
