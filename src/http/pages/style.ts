/** How the pages look, and the header that lets a browser apply exactly that. */
import { createHash } from "node:crypto";
import sheet from "./style.json" with { type: "json" };

/** The style sheet that every page carries: `style.css`, without what only its readers need. It has no `</`. */
export const style: string = sheet;

/**
 * The `Content-Security-Policy` of the pages: nothing is loaded, run, sent or framed; only this very style sheet and the
 * mark in the page's address bar are shown (CSP level 3).
 */
export const securityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");
