/*
 * Draws a Vega-Lite specification that a function returned. Everything here is loaded only when a figure is on screen.
 *
 * The content security policy forbids `eval`, so expressions are interpreted (`ast: true`). A specification is data from a
 * function: it may not make the app fetch anything, so the loader refuses every address.
 */
import { parse, View } from 'vega';
import type { Loader } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile } from 'vega-lite';
import type { Config, TopLevelSpec } from 'vega-lite';

export type Figure = {
  readonly resize: (width: number, height: number) => void;
  readonly toSvg: () => Promise<string>;
  readonly close: () => void;
};

type Box = { readonly width: number; readonly height: number };

const refuse = (address: string): Promise<never> =>
  Promise.reject(new Error(`A figure may not load ${address}: put the data into the specification.`));
// The loader of Vega also has file and http members; refusing `load` and `sanitize` leaves no way to them.
const closedLoader = { load: refuse, sanitize: refuse, http: refuse, file: refuse, options: {} } as unknown as Loader;

export async function drawFigure(element: HTMLElement, specText: string, box: Box): Promise<Figure> {
  const given = JSON.parse(specText) as Record<string, unknown>; // The core stored it as an object with a $schema.
  const isResizable =
    !('hconcat' in given || 'vconcat' in given || 'concat' in given || 'facet' in given || 'repeat' in given) &&
    !hasFacet(given);
  const fitted = isResizable
    ? { ...given, width: box.width, height: box.height, autosize: { type: 'fit', contains: 'padding' } }
    : given;
  // What the function returned may be no valid specification: compile says so, and the caller shows the sentence.
  const { spec } = compile(fitted as unknown as TopLevelSpec, { config: figureConfig() });
  const view = new View(parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    loader: closedLoader,
    container: element,
    hover: true,
  });
  await view.runAsync();
  return {
    resize: (width, height) => {
      if (!isResizable) return;
      void view.width(width).height(height).runAsync(); // Redrawing a drawn figure at another size does not fail.
    },
    toSvg: () => view.toSVG(),
    close: () => view.finalize(),
  };
}

function hasFacet(spec: Record<string, unknown>): boolean {
  const encoding = spec['encoding'];
  return (
    typeof encoding === 'object' &&
    encoding !== null &&
    ('row' in encoding || 'column' in encoding || 'facet' in encoding)
  );
}

/** The app's type and colours, read from the tokens of the scheme that is on. */
function figureConfig(): Config {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const font = token('--font-ui');
  const text = {
    labelFont: font,
    titleFont: font,
    labelColor: token('--tx-2'),
    titleColor: token('--tx'),
    titleFontWeight: 500 as const,
  };
  return {
    background: 'transparent',
    font,
    view: { stroke: null },
    axis: {
      ...text,
      domainColor: token('--line-strong'),
      tickColor: token('--line-strong'),
      gridColor: token('--line'),
      labelFontSize: 11,
      titleFontSize: 12,
      titlePadding: 8,
    },
    legend: { ...text, labelFontSize: 11, titleFontSize: 11 },
    header: { labelFont: font, titleFont: font, labelColor: token('--tx-2'), titleColor: token('--tx') },
    title: {
      font,
      color: token('--tx'),
      subtitleColor: token('--tx-2'),
      subtitleFont: font,
      fontSize: 13,
      fontWeight: 600,
      anchor: 'start',
    },
    range: {
      category: [token('--c1'), token('--c2'), token('--c3'), token('--c4'), token('--lang-py'), token('--lang-jl')],
    },
    mark: { color: token('--c1') },
    line: { strokeWidth: 2 },
    point: { size: 36, filled: true },
    rule: { color: token('--tx-3') },
    text: { color: token('--tx'), font },
  };
}
