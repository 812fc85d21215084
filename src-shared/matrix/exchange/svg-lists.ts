import { svgTable } from './svg-table.ts';
import type { SvgTableCell } from './svg-table.ts';
import { paletteSvgColors, svgColors } from './svg-theme.ts';
import type { SvgContext } from './svg-views.ts';

/** The object guide: every object with its definition and its evidence. */
export function drawObjectGuide({ project, model }: SvgContext): string {
  const head = paletteSvgColors[project.settings.palette.object];
  return svgTable({
    title: `${project.name}: object guide`,
    emptyText: 'There are no objects yet.',
    columns: [
      { heading: 'Object', width: 170 },
      { heading: 'Definition', width: 320 },
      { heading: 'Also called', width: 150 },
      { heading: 'Instances', width: 190 },
      { heading: 'States', width: 160 },
      { heading: 'Type', width: 100 },
      { heading: 'Phase', width: 80 },
    ],
    rows: model.objects.map((object) => [
      { text: object.name, fill: head.fill, color: head.text, isBold: true },
      { text: object.description },
      { text: object.synonyms.join('\n'), color: svgColors.textSoft },
      { text: object.instances.join('\n'), color: svgColors.textSoft },
      { text: object.states.join('\n'), color: svgColors.textSoft },
      { text: object.objectType, color: svgColors.textSoft },
      { text: object.phase, color: svgColors.textSoft },
    ]),
  });
}

/** The CTA matrix: what each role does with each object; what nobody does is in the last column. */
export function drawCtaMatrix({ project, model }: SvgContext): string {
  const { palette } = project.settings;
  const [head, verbs] = [paletteSvgColors[palette.object], paletteSvgColors[palette.cta]];
  function cell(names: readonly string[]): SvgTableCell {
    return names.length === 0 ? { text: '' } : { text: names.join('\n'), fill: verbs.fill, color: verbs.text };
  }
  return svgTable({
    title: `${project.name}: calls to action by object and role`,
    emptyText: 'There are no objects yet.',
    columns: [
      { heading: 'Object', width: 170 },
      ...model.roles.map(({ name }) => ({ heading: name, width: 170 })),
      { heading: 'Nobody yet', width: 170 },
    ],
    rows: model.objects.map(({ id, name }) => {
      const ctas = model.ctasByObject.get(id) ?? [];
      const rolesOf = (ctaId: string): ReadonlySet<string> => model.roleIdsByCta.get(ctaId) ?? new Set();
      return [
        { text: name, fill: head.fill, color: head.text, isBold: true },
        ...model.roles.map((role) => cell(ctas.filter((cta) => rolesOf(cta.id).has(role.id)).map((cta) => cta.name))),
        cell(ctas.filter((cta) => rolesOf(cta.id).size === 0).map((cta) => cta.name)),
      ];
    }),
  });
}

/** One object's shapeshifter, or, without one chosen, those of all objects that have contexts, below each other. */
export function drawShapeshifter({ project, model, objectId }: SvgContext): string {
  const object = objectId === undefined ? undefined : model.tables.object.get(objectId);
  const objects = object === undefined ? model.objects.filter(({ id }) => model.contextsByObject.has(id)) : [object];
  const contexts = objects.flatMap(({ id }) => model.contextsByObject.get(id) ?? []);
  const visibilities = [...model.tables.contextVisibility.values()];
  const visible = new Map(visibilities.map((one) => [`${one.contextId} ${one.subjectId}`, one]));
  const names = [...new Set(contexts.map(({ name }) => name))];
  return svgTable({
    title: `${project.name}: shapeshifter${object === undefined ? '' : ` of ${object.name}`}`,
    emptyText: 'No object has contexts yet.',
    columns: [
      { heading: 'Object', width: 150 },
      { heading: 'Attribute or call to action', width: 200 },
      ...names.map((heading) => ({ heading, width: 110 })),
    ],
    rows: objects.flatMap(({ id, name }) => {
      const own = model.contextsByObject.get(id) ?? [];
      const subjects = [...(model.attributesByObject.get(id) ?? []), ...(model.ctasByObject.get(id) ?? [])];
      return subjects.map((subject) => [
        { text: name, color: svgColors.textSoft },
        { text: subject.name, isBold: true },
        ...names.map((contextName): SvgTableCell => {
          const context = own.find((one) => one.name === contextName);
          const known = context === undefined ? undefined : visible.get(`${context.id} ${subject.id}`);
          if (known === undefined) return { text: '' };
          if (known.isVisible) return { text: 'shown', fill: svgColors.okSoft, color: svgColors.ok };
          const isMeant = known.isIntentional === true;
          return { text: isMeant ? 'hidden (meant)' : 'hidden', color: isMeant ? svgColors.textSoft : svgColors.warn };
        }),
      ]);
    }),
  });
}
