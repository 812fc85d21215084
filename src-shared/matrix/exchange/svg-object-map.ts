import type { AttributeRecord } from '../attribute-entities.ts';
import { svgDocument, svgRect, svgText } from './svg-document.ts';
import { fitText, textWidth } from './svg-text.ts';
import { paletteSvgColors, svgColors } from './svg-theme.ts';
import type { CardColors } from './svg-theme.ts';
import type { SvgContext } from './svg-views.ts';

const margin = 24;
const columnWidth = 190;
const gap = 16;
const cardHeight = 28;
const titleHeight = 44;

type Card = { readonly text: string; readonly colors: CardColors };

/** The object map: a column for each object, with its attributes and nested objects in their ranks, then its calls to action. */
export function drawObjectMap(context: SvgContext): string {
  const { project, model } = context;
  const title = `${project.name}: object map`;
  const body = [svgText(title, { x: margin, y: margin + 16, size: 16, isBold: true })];
  const top = margin + titleHeight;
  if (model.objects.length === 0)
    body.push(svgText('There are no objects yet.', { x: margin, y: top + 10, color: svgColors.textFaint }));
  let bottom = top + 30;
  for (const [index, { id, name }] of model.objects.entries()) {
    const x = margin + index * (columnWidth + gap);
    const head = paletteSvgColors[project.settings.palette.object];
    body.push(
      svgRect({ x, y: top, width: columnWidth, height: 34, fill: head.text, radius: 6, title: name }),
      svgText(fitText(name, 13, columnWidth - 20), {
        x: x + 10,
        y: top + 22,
        size: 13,
        color: svgColors.surface,
        isBold: true,
      }),
    );
    let y = top + 34 + 8;
    for (const { text, colors } of cardsOf(context, id)) {
      body.push(
        svgRect({
          x,
          y,
          width: columnWidth,
          height: cardHeight,
          fill: colors.fill,
          stroke: colors.line,
          radius: 4,
          title: text,
        }),
        svgText(fitText(text, 12, columnWidth - 20), { x: x + 10, y: y + 18, color: colors.text }),
      );
      y += cardHeight + 6;
    }
    bottom = Math.max(bottom, y);
  }
  const columns = model.objects.length * (columnWidth + gap) - gap;
  const width = Math.max(columns, textWidth(title, 16)) + 2 * margin;
  return svgDocument(title, { width, height: bottom + margin }, body);
}

function cardsOf({ project, model }: SvgContext, objectId: string): readonly Card[] {
  const { palette } = project.settings;
  const attributes = model.attributesByObject.get(objectId) ?? [];
  const nested = (model.relationshipsByObject.get(objectId) ?? []).flatMap((relationship) => {
    const isSource = relationship.sourceObjectId === objectId;
    const other = model.tables.object.get(isSource ? relationship.targetObjectId : relationship.sourceObjectId);
    const nesting = isSource ? relationship.sourceNesting : relationship.targetNesting;
    return other === undefined || nesting === 'none'
      ? []
      : [{ text: other.name, colors: paletteSvgColors[palette.object] }];
  });
  const card = (category: AttributeRecord['category']) => (attribute: AttributeRecord) =>
    attribute.category === category ? [{ text: attribute.name, colors: paletteSvgColors[palette[category]] }] : [];
  return [
    ...attributes.flatMap(card('core')),
    ...attributes.flatMap(card('metadata')),
    ...nested,
    ...(model.ctasByObject.get(objectId) ?? []).map(({ name }) => ({
      text: name,
      colors: paletteSvgColors[palette.cta],
    })),
  ];
}
