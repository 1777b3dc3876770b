/** Answers that something happened to, a few hundred of them. */
import { describeHostile } from "./hostile.suite.ts";

describeHostile(300);
