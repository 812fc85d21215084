/*
 * Eclipse's layout kernel in a thread of its own: 300 objects take it seconds. The package brings the thread as a script, which is
 * loaded as it is; whoever asks gets places within a limit of time, or nothing.
 */
import ElkApi from 'elkjs/lib/elk-api.js';
import type { ELK } from 'elkjs/lib/elk-api.js';
import threadUrl from 'elkjs/lib/elk-worker.min.js?url';

import type { Point, Size } from '#shared/matrix/system/system-geometry.ts';
import { thinEdges } from '#shared/matrix/system/thin-edges.ts';
import type { PlainEdge } from '#shared/matrix/system/thin-edges.ts';

export type LayoutGraph = {
  readonly nodes: readonly (Size & { readonly id: string })[];
  readonly edges: readonly PlainEdge[];
};

export type LayoutEngine = {
  /** Undefined when it failed or took too long. Units: pixels of the upper left corners, from 0. */
  readonly layOut: (graph: LayoutGraph) => Promise<ReadonlyMap<string, Point> | undefined>;
  readonly close: () => void;
};

const layoutMsMax = 12_000; // 300 objects with 420 edges take 2.3 s on two busy processors (2026-11).
/** Of dense graphs the layered layout makes nothing that is worth its time: 5,000 edges took it 87 s, 400 among 60 objects 5 s. */
const edgesPerNode = 1.4;
const edgesMin = 120;
/** The tidier placement takes 36 s instead of 2 for 300 objects. */
const tidyNodesMax = 80;

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.randomSeed': '1', // The same model looks the same in every window.
  'elk.aspectRatio': '1.6',
  'elk.spacing.nodeNode': '40',
  'elk.spacing.componentComponent': '56',
  'elk.layered.spacing.nodeNodeBetweenLayers': '136', // Room for a label and two crow's feet.
};

const tidy = { 'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX' };

export function openLayoutEngine(): LayoutEngine {
  let tellBroken: (() => void) | undefined;
  const broken = new Promise<undefined>((resolve) => {
    tellBroken = () => resolve(undefined);
  });
  const elk: ELK = new ElkApi({
    workerFactory: () => {
      const thread = new Worker(threadUrl);
      thread.addEventListener('error', () => tellBroken?.());
      return thread;
    },
  });
  return {
    async layOut({ nodes, edges }) {
      const thin = thinEdges(edges, Math.max(edgesMin, Math.ceil(nodes.length * edgesPerNode)));
      const laidOut = elk
        .layout({
          id: 'root',
          layoutOptions: nodes.length > tidyNodesMax ? options : { ...options, ...tidy },
          children: nodes.map(({ id, width, height }) => ({ id, width, height })),
          edges: thin.map(([source, target], index) => ({ id: String(index), sources: [source], targets: [target] })),
        })
        .catch(() => undefined); // A graph that it cannot lay out is laid out by the plain rule.
      const { promise: late, resolve: tellLate } = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => tellLate(undefined), layoutMsMax);
      const root = await Promise.race([laidOut, broken, late]);
      clearTimeout(timer);
      if (root === undefined) return undefined;
      return new Map((root.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
    },
    close() {
      tellBroken?.();
      elk.terminateWorker();
    },
  };
}
