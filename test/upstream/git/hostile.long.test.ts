/** The same with ten thousand. */
import { describeHostile } from "./hostile.suite.ts";

describeHostile(10_000);
