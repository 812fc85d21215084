// The lint rule `house/layers`: reads every import of a file in src-… and says which fence of layers.ts it breaks.
import { dirname, relative, resolve } from 'node:path';

import { refuseImport } from './refuse-import.ts';

const root = resolve(import.meta.dirname, '..');

type Literal = { readonly type: 'Literal'; readonly value: unknown };
type ImportNode = {
  readonly type: string;
  readonly importKind?: 'type' | 'value';
  readonly exportKind?: 'type' | 'value';
  readonly source?: Literal | { readonly type: string } | null;
};
type RuleContext = {
  readonly filename: string;
  report(problem: { readonly node: ImportNode; readonly message: string }): void;
};

const layers = {
  meta: { type: 'problem', schema: [] },
  create(context: RuleContext) {
    const file = relative(root, context.filename).replaceAll('\\', '/');
    if (!file.startsWith('src-')) return {};

    function check(node: ImportNode): void {
      if (node.source?.type !== 'Literal' || !('value' in node.source)) return;
      const specifier = String(node.source.value);
      const isTypeOnly = node.importKind === 'type' || node.exportKind === 'type';
      const reason = refuseImport({ file, target: targetOf(file, specifier), isTypeOnly });
      if (reason !== undefined) context.report({ node, message: reason });
    }

    return {
      ImportDeclaration: check,
      ExportAllDeclaration: check,
      ExportNamedDeclaration: check,
      ImportExpression: check,
    };
  },
};

function targetOf(file: string, specifier: string): { readonly path: string } | { readonly packageName: string } {
  if (specifier.startsWith('#shared/')) return { path: specifier.replace('#shared', 'src-shared') };
  if (specifier.startsWith('.')) {
    return { path: relative(root, resolve(root, dirname(file), specifier)).replaceAll('\\', '/') };
  }
  const bare = specifier.replace(/^node:/, '');
  return { packageName: /^(@[^/]+\/)?[^/]+/.exec(bare)?.[0] ?? bare };
}

export default { meta: { name: 'house' }, rules: { layers } };
