/** Treewatch's mark, a leaf: in the page, and as the icon that a browser shows beside its title. */

const blade = "M13.6 2.4C7 1.8 3 4.8 3 9.3c0 1 .2 1.9.6 2.6.7.9 1.9 1.4 3.2 1.4 4.6 0 7.3-4.5 6.8-10.9Z";
const vein = "M1.8 14.6C4 11 6.5 8.3 10 6";

/** The mark in the colour of the text around it. Says nothing to screen readers: its name stands beside it. */
export function Mark() {
  return (
    <svg viewBox="0 0 16 16" width="18" height="18" fill="none" stroke="currentColor" aria-hidden="true">
      <path d={blade} fill="currentColor" fill-opacity="0.25" />
      <path d={vein} stroke-linecap="round" />
    </svg>
  );
}

/** The mark as an address that needs no request, in a green that stands out on light and on dark. */
export const icon = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="#2f9e5f">` +
    `<path d="${blade}" fill="#2f9e5f" fill-opacity=".3"/><path d="${vein}" stroke-linecap="round"/></svg>`,
)}`;
