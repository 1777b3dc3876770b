import { describe, expect, it } from "vitest";
import { drive, MAX_REQUESTS } from "../../src/upstream/ask.ts";
import type { Answer, PageRequest } from "../../src/upstream/contract.ts";
import { pageOf } from "./pages.ts";

/** Answers every request with a page that holds its address, and notes the addresses. */
function performer() {
  const asked: string[] = [];
  const perform = async ({ url }: PageRequest): Promise<Answer> => {
    asked.push(url);
    return pageOf(url, { status: 203 });
  };
  return { asked, perform };
}

describe("drive", () => {
  it("makes each request in turn, hands its answer back, and returns what the adapter concludes", async () => {
    const { asked, perform } = performer();
    function* steps(): Generator<PageRequest, string, Answer> {
      const first = yield { url: "https://forge.example/1" };
      const second = yield { url: "https://forge.example/2" };
      return [first, second].map((answer) => (answer.is === "page" ? answer.body.length : 0)).join();
    }
    expect(await drive(steps(), perform)).toBe("23,23");
    expect(asked).toEqual(["https://forge.example/1", "https://forge.example/2"]);
  });

  it("asks nothing for an adapter that concludes at once", async () => {
    const { asked, perform } = performer();
    function* steps(): Generator<PageRequest, number, Answer> {
      yield* [];
      return 7;
    }
    expect(await drive(steps(), perform)).toBe(7);
    expect(asked).toEqual([]);
  });

  it("hands a refusal to the adapter, which decides what follows from it", async () => {
    function* steps(): Generator<PageRequest, Answer, Answer> {
      return yield { url: "https://forge.example/" };
    }
    const refused: Answer = { is: "refused", refusal: { reason: "timeout", timeoutMs: 15_000 } };
    expect(await drive(steps(), async () => refused)).toEqual(refused);
  });

  function* asking(times: number): Generator<PageRequest, number, Answer> {
    for (let i = 0; i < times; i++) yield { url: `https://forge.example/?page=${i}` };
    return times;
  }

  it("lets an adapter make 45 requests", async () => {
    const { asked, perform } = performer();
    expect(await drive(asking(MAX_REQUESTS), perform)).toBe(45);
    expect(asked).toHaveLength(45);
  });

  it("refuses the 46th", async () => {
    const { asked, perform } = performer();
    expect(await drive(asking(Number.POSITIVE_INFINITY), perform)).toEqual({
      is: "refused",
      refusal: { reason: "not-supported", status: 203 },
    });
    expect(asked).toHaveLength(45);
  });

  it("throws on what the adapter throws: a bug is no refusal", async () => {
    const fail = () => {
      throw new RangeError("bug");
    };
    function* steps(): Generator<PageRequest, number, Answer> {
      fail();
      yield { url: "https://git.example/" };
      return 0;
    }
    await expect(drive(steps(), performer().perform)).rejects.toThrow(RangeError);
  });
});
