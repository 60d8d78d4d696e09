/**
 * The slow and plain way to connected components, as an oracle: labels spread along shared values until nothing
 * moves. Gives the label of each node, equal for nodes of one component.
 */
export function connectedLabels(nodes: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  const label = new Map([...nodes.keys()].map((id) => [id, id]));
  const links = [...nodes].flatMap(([a, mine]) =>
    [...nodes].filter(([, others]) => mine.some((value) => others.includes(value))).map(([b]) => [a, b] as const),
  );
  for (let isMoving = true; isMoving; ) {
    isMoving = false;
    for (const [a, b] of links) {
      const [one, two] = [label.get(a) ?? a, label.get(b) ?? b];
      if (one < two) {
        label.set(b, one);
        isMoving = true;
      }
    }
  }
  return label;
}
