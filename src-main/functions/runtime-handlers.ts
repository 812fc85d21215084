import { fail, ok } from '#shared/base/result.ts';
import { languageNames } from '#shared/calls/language.ts';
import type { runtimeApi } from '#shared/functions/function-api.ts';

import { demand, whilePermitted } from '../rpc/handlers.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import { watchLatest } from '../rpc/watch-latest.ts';
import type { Runner } from '../runner/runner.ts';

export function createRuntimeHandlers(
  runner: Pick<
    Runner,
    'listRuntimes' | 'watchRuntimes' | 'findRuntimes' | 'restart' | 'chooseRuntime' | 'buildImage' | 'removeImage'
  >,
): HandlersOf<typeof runtimeApi> {
  return {
    watch(_input, { actor, signal }) {
      const allowed = demand(actor, 'function:read');
      if (!allowed.ok) return allowed;
      const source = {
        read: () => [...runner.listRuntimes()],
        subscribe: (onChange: () => void) => runner.watchRuntimes(onChange),
      };
      return ok(whilePermitted(watchLatest(source, signal), actor, 'function:read'));
    },
    async rescan(_input, { actor }) {
      const allowed = demand(actor, 'runtime:manage');
      if (!allowed.ok) return allowed;
      await runner.findRuntimes();
      return ok({});
    },
    restart({ language }, { actor }) {
      const allowed = demand(actor, 'runtime:manage');
      if (!allowed.ok) return allowed;
      runner.restart(language);
      return ok({});
    },
    buildImage({ language }, { actor }) {
      const allowed = demand(actor, 'runtime:manage');
      if (!allowed.ok) return allowed;
      void runner.buildImage(language); // It takes minutes; the runtime's state tells how far it is and what it came to.
      return ok({});
    },
    removeImage({ language }, { actor }) {
      const allowed = demand(actor, 'runtime:manage');
      if (!allowed.ok) return allowed;
      runner.removeImage(language);
      return ok({});
    },
    async choose({ language, path }, { actor }) {
      const allowed = demand(actor, 'runtime:manage');
      if (!allowed.ok) return allowed;
      const chosen = await runner.chooseRuntime(language, path);
      if (chosen !== undefined) return ok({});
      return fail({
        kind: 'record-invalid',
        entity: 'runtime',
        problems: [`${path} is no ${languageNames[language]} that starts`],
      });
    },
  };
}
