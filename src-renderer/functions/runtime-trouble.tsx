import { languageNames } from '#shared/calls/language.ts';
import type { RuntimeState } from '#shared/calls/runtime-state.ts';
import { howToInstall } from '#shared/install-texts.ts';

import { useAppInfo } from '../workspaces/use-app-info.ts';
import { InstallText } from './install-text.tsx';
import { cannotRunReason, stillWorksText } from './runtime-texts.ts';

export type RuntimeTroubleProps = {
  readonly runtime: RuntimeState;
  /** Leaves out where it was looked for, where there is little room. */
  readonly isShort?: boolean;
};

/** Why a language runs nothing now, how to mend that on this platform, and what goes on meanwhile. Nothing when all is well. */
export function RuntimeTrouble({ runtime, isShort = false }: RuntimeTroubleProps) {
  const { platform } = useAppInfo();
  const { condition, language, chosen } = runtime;
  if (condition.kind === 'broken') {
    return (
      <div className="runtime-trouble">
        <p className="field-error">{condition.reason}</p>
        <p>
          {chosen?.path ?? languageNames[language]} is tried again by itself. Choose another one, or install it anew:
        </p>
        <InstallText text={howToInstall(language, platform)} />
      </div>
    );
  }
  if (condition.kind !== 'missing') return null;
  return (
    <div className="runtime-trouble">
      <p>{cannotRunReason(runtime)}.</p>
      <Unusable runtime={runtime} />
      <InstallText text={howToInstall(language, platform)} />
      {isShort ? null : <p className="field-hint">{stillWorksText(language)}</p>}
      {isShort ? null : (
        <p className="field-hint runtime-places">
          Looked in {condition.lookedIn.join(', ')}. When it is installed, press Look again.
        </p>
      )}
    </div>
  );
}

/** Binaries that are there and cannot be used: otherwise "not found" would be hard to believe. */
export function Unusable({ runtime }: { readonly runtime: RuntimeState }) {
  if (runtime.unusable.length === 0) return null;
  return (
    <ul className="runtime-unusable">
      {runtime.unusable.map(({ path, reason }) => (
        <li key={path}>
          <span className="mono">{path}</span> {reason}.
        </li>
      ))}
    </ul>
  );
}
