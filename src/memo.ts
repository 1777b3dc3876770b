/** PURE. What is worked out once for each of some objects. */

/** The function, of which each object's answer is kept for as long as the object is. */
export function memo<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
  const known = new WeakMap<Of, { made: Made }>();
  return (of) => {
    const kept = known.get(of) ?? { made: make(of) };
    known.set(of, kept);
    return kept.made;
  };
}
