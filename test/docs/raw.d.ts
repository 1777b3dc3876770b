/** A file as its text, which Vite makes of it. */
declare module "*?raw" {
  const text: string;
  export default text;
}
