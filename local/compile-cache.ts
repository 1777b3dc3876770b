/** Imported first: what Node makes of the modules read after this one is kept, which halves the time to start. */
import { enableCompileCache } from "node:module";
import { join } from "node:path";

enableCompileCache(join(import.meta.dirname, "../node_modules/.cache/compiled"));
