/** How the pages look, and the header that lets a browser apply exactly that. */
import { createHash } from "node:crypto";

/** The style sheet that every page carries; dark only on a screen. It names nothing outside the page, and has no `</`. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf6; --ink: #22271f; --quiet: #5d645a; --line: #e0ddd2; --tint: #f2f0e8;
  --leaf: #1c6840; --warn: #8a4600; --warn-tint: #fbf0dc;
  --serif: Charter, "Bitstream Charter", "Sitka Text", Cambria, serif;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #151814; --ink: #e0e4dc; --quiet: #9fa69b; --line: #31362f; --tint: #1e221d;
    --leaf: #8ad0a4; --warn: #f2b866; --warn-tint: #2b2416;
  }
}
* { box-sizing: border-box; margin: 0; padding: 0; }
body {
  max-width: 72rem; margin: 0 auto; padding: 0 1.5rem 2rem;
  background: var(--paper); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
}
a { color: var(--leaf); text-decoration-thickness: 1px; text-underline-offset: 0.2em; unicode-bidi: isolate; }
a:not(:hover, :focus-visible) { text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); }
:focus-visible { outline: 2px solid var(--leaf); outline-offset: 2px; }
h1, h2 { text-wrap: balance; }
h1 { font: 500 2rem/1.2 var(--serif); letter-spacing: -0.01em; }
h2 { font: 600 1.125rem/1.4 var(--serif); }
h3 { font: inherit; font-weight: 500; }
h3 a, td a { color: inherit; }
:is(h1, h2, h3, th, td) a:not(:hover, :focus-visible) { text-decoration-color: var(--line); }
ul, ol { list-style: none; }
code, pre { font: 0.875em ui-monospace, Menlo, Consolas, monospace; line-height: inherit; }
bdi { direction: ltr; }
time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.quiet, .masthead { color: var(--quiet); }
.byline, .note, footer, form, .feed a, .updates li > time, thead th, .kind, .date { color: var(--quiet); font-size: 0.8125rem; }
.masthead, footer {
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1.5rem;
}
.masthead { padding: 0.75rem 0; border-bottom: 1px solid var(--line); }
.brand {
  display: inline-flex; align-items: center; gap: 0.4rem;
  color: var(--ink); font: 600 1rem/1.5 var(--serif); text-decoration: none;
}
.brand svg { color: var(--leaf); }
.lead { margin: 1.5rem 0; }
h1 + p, svg + .note { margin-top: 0.4rem; }
section > h2 { margin-bottom: 0.4rem; }
.state { padding: 0 0.4em; border: 1px solid; border-radius: 0.25rem; font-size: 0.75rem; font-weight: 600; color: var(--quiet); }
.state.ok { color: var(--leaf); }
.state.failing, .state.idle { color: var(--warn); }
.notice {
  margin: 1rem 0; padding: 0.6rem 1rem 0.7rem;
  border-left: 3px solid var(--quiet); background: var(--tint);
}
.notice.trouble { border-color: var(--warn); background: var(--warn-tint); }
.notice.trouble h2 { color: var(--warn); }
.columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2rem 3rem; }
@media (min-width: 56rem) { .columns { grid-template-columns: minmax(0, 1fr) 20rem; } }
section + section { margin-top: 1.5rem; }
.side li { padding: 0.35rem 0; }
.feed a {
  display: block; padding: 0.25rem 0.6rem 0.35rem; border: 1px solid var(--line); border-radius: 0.25rem; background: var(--tint);
  text-decoration: none;
}
.feed a:hover { border-color: var(--leaf); }
.feed b { display: block; color: var(--leaf); font-size: 0.9375rem; font-weight: 500; }
.updates li, .watches li { border-top: 1px solid var(--line); }
.updates li { display: grid; grid-template-columns: minmax(0, 1fr) auto; column-gap: 1rem; padding: 0.3rem 0; line-height: 1.4; }
.updates .byline { grid-column: 1 / -1; }
.updates li, th, td { overflow: clip; overflow-clip-margin: 6px; }
.watches { margin: 0.75rem 0 1rem; border-bottom: 1px solid var(--line); }
.watches li { padding: 0.5rem 0; }
@media (min-width: 48rem) {
  .watches li { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 3fr); column-gap: 1.5rem; align-items: baseline; }
}
.watches .trouble { color: var(--warn); }
.listing { margin-top: 2rem; }
table { width: 100%; margin-top: 0.5rem; border-collapse: collapse; text-align: left; line-height: 1.4; }
th, td { padding: 0.25rem 1rem 0.25rem 0; border-top: 1px solid var(--line); vertical-align: baseline; font-weight: inherit; }
thead th { border: 0; }
tbody th { min-width: 9rem; }
tbody th a { font-weight: 500; }
.kind { white-space: nowrap; }
:is(th, td):last-child { padding-right: 0; text-align: right; }
pre { margin: 0.75rem 0; padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 0.25rem; background: var(--tint); white-space: pre-wrap; }
.first, .notice, article pre { max-width: 48rem; }
.first p { margin-top: 0.75rem; }
form {
  display: flex; flex-wrap: wrap; align-items: end; gap: 0.4rem 0.75rem; margin-bottom: 0.75rem;
}
form .note { flex-basis: 100%; }
label { display: grid; flex: 1 1 6.5rem; text-transform: capitalize; }
input, button {
  min-width: 0; width: 100%; min-height: 1.75rem; padding: 0 0.4rem; border: 1px solid var(--quiet); border-radius: 0.25rem;
  background: none; color: var(--ink); font: inherit;
}
button { width: auto; padding: 0 1rem; color: var(--leaf); }
.counts { margin: 0.25rem 0 0.75rem; }
svg[role] { display: block; width: 100%; max-width: 24rem; fill: var(--leaf); font-size: 10px; }
text { fill: var(--ink); }
article > * + *, article div > * + *, article nav { margin-top: 0.75rem; }
footer { margin-top: 2.5rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
@media (max-width: 40rem) {
  body { padding: 0 1rem 1.5rem; }
  h1 { font-size: 1.625rem; }
  table, tbody { display: block; }
  thead { position: absolute; clip-path: inset(50%); }
  tbody tr { display: grid; grid-template-columns: fit-content(50%) minmax(0, 1fr) auto; padding: 0.35rem 0; border-top: 1px solid var(--line); }
  tbody th, tbody td { padding: 0 0.5rem 0 0; border: 0; }
  tbody th { min-width: 0; }
  .kind { white-space: normal; }
  .date { grid-area: 1 / 3; }
  .commit { grid-column: 1 / -1; color: var(--quiet); }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  .columns { display: block; }
  form, nav { display: none; }
  .side { margin: 1rem 0; }
  li, tr, .notice { break-inside: avoid; }
  h2 { break-after: avoid; }
  a { text-decoration: none; }
}
`;

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
