/** The same with ten thousand. */
import { describeHostile } from "./git-hostile.suite.ts";

describeHostile(10_000);
