export type PlainEdge = readonly [sourceId: string, targetId: string];

/**
 * At most so many edges, such that what is connected stays connected: a forest first, then the others in their order. A layout that
 * takes minutes for thousands of edges finds much the same places with these.
 */
export function thinEdges(edges: readonly PlainEdge[], edgesMax: number): readonly PlainEdge[] {
  if (edges.length <= edgesMax) return edges;
  const rootOf = new Map<string, string>();
  const find = (id: string): string => {
    let root = id;
    for (let up = rootOf.get(root); up !== undefined; up = rootOf.get(root)) root = up;
    if (root !== id) rootOf.set(id, root);
    return root;
  };
  const forest: PlainEdge[] = [];
  const others: PlainEdge[] = [];
  for (const edge of edges) {
    const [one, other] = [find(edge[0]), find(edge[1])];
    if (one === other) others.push(edge);
    else {
      rootOf.set(one, other);
      forest.push(edge);
    }
  }
  return [...forest, ...others.slice(0, Math.max(0, edgesMax - forest.length))];
}

/** Who is joined to whom; nobody to oneself. */
export function neighboursAlong(edges: readonly PlainEdge[]): (id: string) => readonly string[] {
  const neighbours = new Map<string, Set<string>>();
  for (const [one, other] of edges) {
    if (one === other) continue;
    neighbours.set(one, (neighbours.get(one) ?? new Set()).add(other));
    neighbours.set(other, (neighbours.get(other) ?? new Set()).add(one));
  }
  return (id) => [...(neighbours.get(id) ?? [])];
}
