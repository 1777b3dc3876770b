/** A test that makes the code warn or report an error has to expect it: otherwise it fails. */
import { afterEach, beforeEach, vi } from "vitest";

beforeEach(() => {
  for (const method of ["warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
      throw new Error(`unexpected console.${method}: ${words.map(String).join(" ")}`);
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
});
