/** Which watches a tick polls before they are due, remembered between ticks: always what a look at all of them would show. */
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { RestlessStore } from "../../src/store/restless-store.ts";
import type { Standing, Told, ToldStore } from "../../src/store/told-store.ts";
import { random } from "../random.ts";

const configOf = (paused: readonly boolean[]) => {
  const watches = paused.map((one, index) => {
    return { id: `w-${index}`, url: `http://forge.test/own/repo/src/branch/main/d${index}`, paused: one };
  });
  return parseConfig({}, { watches });
};

/** A store over what watches told, which counts how often all of that is looked through. */
function storeOf() {
  const kept = new Map<string, unknown>();
  const told = new Map<string, Standing>();
  let looks = 0;
  const kv = {
    get: (key: string) => structuredClone(kept.get(key)),
    put: (key: string, value: unknown) => void kept.set(key, structuredClone(value)),
    delete: (key: string) => kept.delete(key),
  } as unknown as SyncKvStorage;
  const standings = () => {
    looks += 1;
    return [...told.values()];
  };
  const store = new RestlessStore(kv, { standings } as unknown as ToldStore);
  return {
    store,
    looks: () => looks,
    /** What a watch tells, as the Fleet takes it. */
    tell(config: ReturnType<typeof configOf>, key: string, state: string, snapshot?: string) {
      told.set(key, { key, state, snapshot: snapshot ?? null });
      const status = { state, ...(snapshot === undefined ? {} : { snapshot }) } as Told["status"];
      const watch = config.watches.find((one) => one.key === key);
      store.hear(watch, { status });
    },
    forget(key: string) {
      told.delete(key);
      store.forget();
    },
    /** What a look at all shows. */
    shown(config: ReturnType<typeof configOf>) {
      const fresh = config.watches.filter(({ key }) => (told.get(key)?.snapshot ?? null) === null);
      const awake = config.watches.filter(
        ({ key, paused }) => paused && (told.get(key)?.state ?? "paused") !== "paused",
      );
      return { fresh: fresh.map(({ key }) => key), awake: awake.map(({ key }) => key) };
    },
  };
}

describe("the restless watches", () => {
  it("are looked up once while nothing that is told makes others of them", () => {
    const { store, tell, looks } = storeOf();
    const config = configOf([false, false]);
    tell(config, "w-0", "ok", "one");
    for (let tick = 0; tick < 3; tick++)
      expect(store.of(config)).toMatchObject({ fresh: ["w-1"], awake: [] });
    tell(config, "w-0", "ok", "two");
    tell(config, "w-1", "failing");
    expect(store.of(config)).toMatchObject({ fresh: ["w-1"], awake: [] });
    expect(looks()).toBe(1);
    tell(config, "w-1", "ok", "one");
    expect(store.of(config)).toMatchObject({ fresh: [], awake: [] });
    expect(looks()).toBe(2);
  });

  it("are looked up at each tick while there are more than a hundred", () => {
    const { store, looks } = storeOf();
    const config = configOf(Array.from({ length: 101 }, () => false));
    for (let tick = 0; tick < 3; tick++) expect(store.of(config).fresh).toHaveLength(101);
    expect(looks()).toBe(3);
  });

  it("are what a look at all shows, whatever is told, forgotten, paused, added and taken out", () => {
    const next = random(11);
    const found: object[] = [];
    const right: object[] = [];
    const pick = <T>(some: readonly T[]): T => some[Math.floor(next() * some.length)] as T;
    for (let run = 0; run < 30; run++) {
      const { store, tell, forget, shown } = storeOf();
      let config = configOf([false, true, false]);
      for (let step = 0; step < 60; step++) {
        const key = `w-${Math.floor(next() * 4)}`;
        const doing = next();
        if (doing < 0.5)
          tell(config, key, pick(["ok", "failing", "paused", "waiting"]), pick([undefined, "one", "two"]));
        else if (doing < 0.6) forget(key);
        else if (doing < 0.8)
          config = configOf(Array.from({ length: 1 + Math.floor(next() * 4) }, () => next() < 0.4));
        if (next() < 0.4) continue;
        const { fresh, awake } = store.of(config);
        found.push({ fresh, awake });
        right.push(shown(config));
      }
    }
    expect(found).toEqual(right);
  });
});
