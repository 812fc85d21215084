import { bendAround } from '../system/bend-around.ts';
import { crowsFoot } from '../crows-foot.ts';
import { layeredLayout } from '../system/layered-layout.ts';
import type { ProjectModel } from '../project-model.ts';
import type { CardColors } from './svg-theme.ts';
import { neighboursIn } from '../system/system-neighbourhood.ts';
import { svgDocument, svgRect, svgText } from './svg-document.ts';
import { fitText, textWidth } from './svg-text.ts';
import { paletteSvgColors, svgColors } from './svg-theme.ts';
import type { SvgContext } from './svg-views.ts';
import { boundsOf, edgeShape, loopShape, nodeSize } from '../system/system-geometry.ts';
import type { Box, EdgeShape, Point } from '../system/system-geometry.ts';
import { placeFresh } from '../system/system-placing.ts';
import { edgesMax, inLanes } from '../system/system-scene.ts';
import type { SceneEdge } from '../system/system-scene.ts';
import { counted, edgeLabel, objectCounts } from '../system/system-words.ts';

const margin = 32;
const titleHeight = 40;

/** The system model: objects as boxes where they stand on the canvas, relationships as lines with crow's feet. */
export function drawSystemModel({ project, model }: SvgContext): string {
  const title = `${project.name}: system model`;
  const positions = systemPositions(model);
  const all = boundsOf([...positions.values()].map((point) => ({ ...point, ...nodeSize })));
  const heading = svgText(title, { x: margin, y: margin + 12, size: 16, isBold: true });
  if (all === undefined) {
    const empty = svgText('There are no objects yet.', { x: margin, y: margin + 44, color: svgColors.textFaint });
    return svgDocument(title, { width: 480, height: 120 }, [heading, empty]);
  }
  // Loops stand out at the right and at the top.
  const [left, top] = [margin - all.x, margin + titleHeight + 40 - all.y];
  const boxes = new Map(
    [...positions].map(([id, { x, y }]): [string, Box] => [id, { x: x + left, y: y + top, ...nodeSize }]),
  );
  const straight = inLanes([...model.tables.relationship.values()]);
  const lanes = bendAround(straight, boxes);
  const edges = straight.map((edge) =>
    edge.kind === 'relationship' ? { ...edge, lane: lanes.get(edge.id) ?? edge.lane } : edge,
  );
  const hasLabels = edges.length <= edgesMax;
  const colors = paletteSvgColors[project.settings.palette.object];
  const body = [
    heading,
    ...edges.flatMap((edge) => drawEdge(edge, boxes, hasLabels)),
    ...model.objects.flatMap((object) => drawObject(model, object.id, boxes, colors)),
  ];
  const width = Math.max(all.width + margin * 2 + 60, margin * 2 + textWidth(title, 16));
  return svgDocument(title, { width, height: all.height + margin * 2 + titleHeight + 40 }, body);
}

/** Where people put the objects; those that nobody has placed stand near what they are related to. */
export function systemPositions(model: ProjectModel): ReadonlyMap<string, Point> {
  const placed = new Map(model.objects.flatMap(({ id, layout }) => (layout === null ? [] : [[id, layout] as const])));
  const freshIds = model.objects.filter(({ layout }) => layout === null).map(({ id }) => id);
  const neighboursOf = neighboursIn(model, new Set(model.objectIndexById.keys()));
  if (placed.size === 0) return layeredLayout(freshIds, neighboursOf, nodeSize);
  return new Map([...placed, ...placeFresh({ placed, freshIds, neighboursOf, size: nodeSize })]);
}

function drawObject(
  model: ProjectModel,
  id: string,
  boxes: ReadonlyMap<string, Box>,
  colors: CardColors,
): readonly string[] {
  const [object, box] = [model.tables.object.get(id), boxes.get(id)];
  if (object === undefined || box === undefined) return [];
  const { attributes, ctas, states } = objectCounts(model, object);
  const counts = [
    counted(attributes, 'attribute', 'attributes'),
    counted(ctas, 'CTA', 'CTAs'),
    counted(states, 'state', 'states'),
  ].join(' · ');
  return [
    svgRect({ ...box, fill: colors.fill, stroke: colors.line, radius: 6, title: object.name }),
    svgText(fitText(object.name, 13, box.width - 20), {
      x: box.x + 10,
      y: box.y + 22,
      size: 13,
      isBold: true,
      color: colors.text,
    }),
    svgText(object.objectType, { x: box.x + 10, y: box.y + 39, size: 11, color: svgColors.textSoft }),
    svgText(fitText(counts, 10, box.width - 20), { x: box.x + 10, y: box.y + 55, size: 10, color: svgColors.textSoft }),
  ];
}

function drawEdge(edge: SceneEdge, boxes: ReadonlyMap<string, Box>, hasLabels: boolean): readonly string[] {
  const [source, target] = [boxes.get(edge.sourceId), boxes.get(edge.targetId)];
  if (edge.kind !== 'relationship' || source === undefined || target === undefined) return [];
  const shape = source === target ? loopShape(source, edge.lane) : edgeShape(source, target, edge.lane);
  const { relationship } = edge;
  const label = hasLabels ? edgeLabel(relationship) : '';
  return [
    drawHalf(shape.sourceHalf, relationship.sourceEnd === null),
    drawHalf(shape.targetHalf, relationship.targetEnd === null),
    ...drawMark(shape, 'source', relationship.sourceEnd),
    ...drawMark(shape, 'target', relationship.targetEnd),
    ...(label === '' ? [] : drawLabel(label, shape.middle)),
  ];
}

function drawHalf(path: string, isDashed: boolean): string {
  const dashes = isDashed ? ' stroke-dasharray="5 4"' : '';
  return `<path d="${path}" fill="none" stroke="${svgColors.textFaint}" stroke-width="1.2"${dashes}/>`;
}

type EndOf = Parameters<typeof crowsFoot>[0];

function drawMark(shape: EdgeShape, side: 'source' | 'target', end: EndOf): readonly string[] {
  const { strokes, ring } =
    side === 'source' ? crowsFoot(end, shape.start, shape.startOut) : crowsFoot(end, shape.end, shape.endOut);
  const stroke = `stroke="${svgColors.textSoft}" stroke-width="1.4"`;
  const circle =
    ring === null
      ? []
      : [
          `<circle cx="${fixed(ring.centre.x)}" cy="${fixed(ring.centre.y)}" r="${fixed(ring.radius)}" fill="${svgColors.surface}" ${stroke}/>`,
        ];
  return strokes === '' ? circle : [`<path d="${strokes}" fill="none" ${stroke}/>`, ...circle];
}

function drawLabel(label: string, { x, y }: Point): readonly string[] {
  const width = textWidth(label, 11) + 8;
  return [
    svgRect({ x: x - width / 2, y: y - 8, width, height: 16, fill: svgColors.surface, radius: 3 }),
    svgText(label, { x, y: y + 4, size: 11, color: svgColors.textSoft, anchor: 'middle' }),
  ];
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
