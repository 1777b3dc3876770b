/** Rules on when a channel is told, as an operator writes them. */
import * as z from "zod/mini";
import { DigestSchema, QuietHoursSchema, type When } from "../../src/notify/when.ts";

/** The rule that the options mean, which have to be valid. */
export function whenOf({ digest, quiet }: { digest?: string; quiet?: string }): When {
  return {
    ...(digest === undefined ? {} : { digest: z.parse(DigestSchema, digest) }),
    ...(quiet === undefined ? {} : { quiet: z.parse(QuietHoursSchema, quiet) }),
  };
}
