export type Graph = {
  readonly nodeCount: number;
  /** Edge `i` leads from `from[i]` to `to[i]`; both are numbers of nodes. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Edges in the two arrays, which may be longer. */
  readonly edgeCount: number;
};

/**
 * Finds the circles of a directed graph: which nodes can be reached from each other.
 *
 * Shape:  the number of the component of each node; two nodes are in one circle when their numbers are the same.
 * Cost:   nodes + edges; without recursion, since a chain may be as long as the model is large.
 * Source: Tarjan, "Depth-first search and linear graph algorithms", 1972.
 */
export function strongComponents(graph: Graph): Int32Array {
  const { nodeCount } = graph;
  const { starts, ends } = outgoing(graph);
  const componentOf = new Int32Array(nodeCount).fill(-1);
  const orderOf = new Int32Array(nodeCount).fill(-1);
  const lowest = new Int32Array(nodeCount);
  const nextEdge = starts.slice(0, nodeCount);
  const open: number[] = [];
  const path: number[] = [];
  let order = 0;
  let componentCount = 0;

  function enter(node: number): void {
    orderOf[node] = order;
    lowest[node] = order;
    order += 1;
    open.push(node);
    path.push(node);
  }

  /** The next node that the path goes on to; undefined when all that leads out of `node` has been seen. */
  function advance(node: number): number | undefined {
    while (at(nextEdge, node) < at(starts, node + 1)) {
      const next = at(ends, at(nextEdge, node));
      nextEdge[node] = at(nextEdge, node) + 1;
      if (at(orderOf, next) === -1) return next;
      if (at(componentOf, next) === -1) lowest[node] = Math.min(at(lowest, node), at(orderOf, next));
    }
    return undefined;
  }

  function leave(node: number): void {
    path.pop();
    const parent = path.at(-1);
    if (parent !== undefined) lowest[parent] = Math.min(at(lowest, parent), at(lowest, node));
    if (at(lowest, node) !== at(orderOf, node)) return;
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      componentOf[member] = componentCount;
      if (member === node) break;
    }
    componentCount += 1;
  }

  for (let root = 0; root < nodeCount; root += 1) {
    if (at(orderOf, root) !== -1) continue;
    enter(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const next = advance(node);
      if (next === undefined) leave(node);
      else enter(next);
    }
  }
  return componentOf;
}

/** The edges sorted by where they begin: those of node `n` are `ends[starts[n]]` to before `ends[starts[n + 1]]`. */
export function outgoing({ nodeCount, from, to, edgeCount }: Graph): {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
} {
  const starts = new Int32Array(nodeCount + 1);
  for (let edge = 0; edge < edgeCount; edge += 1) {
    const node = at(from, edge);
    starts[node + 1] = at(starts, node + 1) + 1;
  }
  for (let node = 0; node < nodeCount; node += 1) starts[node + 1] = at(starts, node + 1) + at(starts, node);
  const next = starts.slice(0, nodeCount);
  const ends = new Int32Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge += 1) {
    const node = at(from, edge);
    ends[at(next, node)] = at(to, edge);
    next[node] = at(next, node) + 1;
  }
  return { starts, ends };
}

/** Every index that is asked for is inside its array. */
function at(numbers: Int32Array, index: number): number {
  return numbers[index] ?? 0;
}
