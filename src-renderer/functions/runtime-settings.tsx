import { RefreshCw } from 'lucide-react';
import { useState } from 'react';

import { languageNames } from '#shared/calls/language.ts';
import type { RuntimeState } from '#shared/calls/runtime-state.ts';

import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { LanguageBadge } from '../ui/language-badge.tsx';
import { Loading } from '../ui/loading.tsx';
import { attempt } from '../workspaces/tell-failure.ts';
import { PathChooser } from './path-chooser.tsx';
import { conditionText, runtimeMark, sourceText } from './runtime-texts.ts';
import { RuntimeImageRow } from './runtime-image-row.tsx';
import { RuntimeTrouble, Unusable } from './runtime-trouble.tsx';
import { runtimeOrder, useRuntimes } from './use-runtimes.ts';

/** What runs the functions: every interpreter found, which one is used, and how to get a missing one. */
export function RuntimeSettings() {
  const runtimes = useRuntimes();
  const [isLooking, setLooking] = useState(false);
  return (
    <section className="settings-section" aria-labelledby="settings-runtimes">
      <div className="settings-head">
        <h2 id="settings-runtimes">Runtimes</h2>
        <Button
          icon={RefreshCw}
          isBusy={isLooking}
          onClick={() => {
            setLooking(true);
            void attempt(client.runtimes.rescan()).finally(() => setLooking(false));
          }}
        >
          {isLooking ? 'Looking…' : 'Look again'}
        </Button>
      </div>
      {runtimes.length === 0 ? <Loading label="Looking for runtimes" /> : null}
      {runtimeOrder.map((language) => {
        const runtime = runtimes.find((candidate) => candidate.language === language);
        return runtime === undefined ? null : <RuntimeRows key={language} runtime={runtime} />;
      })}
    </section>
  );
}

function RuntimeRows({ runtime }: { readonly runtime: RuntimeState }) {
  const { language, condition, candidates, chosen } = runtime;
  return (
    <div className="runtime-group">
      <h3>
        <LanguageBadge language={language} /> {languageNames[language]}
        <span className="runtime-condition">
          <span className={`dot dot-${runtimeMark(runtime)}`} /> {conditionText(runtime)}
        </span>
      </h3>
      <RuntimeTrouble runtime={runtime} />
      {candidates.map((candidate) => (
        <label key={candidate.path} className="runtime-row">
          <input
            type="radio"
            name={`runtime-${language}`}
            checked={candidate.path === chosen?.path}
            onChange={() => void attempt(client.runtimes.choose({ language, path: candidate.path }))}
          />
          <span className="num runtime-version">{candidate.version}</span>
          <span className="mono runtime-path">{candidate.path}</span>
          <span className="runtime-source">{sourceText(candidate)}</span>
        </label>
      ))}
      {condition.kind === 'missing' ? null : <Unusable runtime={runtime} />}
      {runtime.image === null ? null : <RuntimeImageRow language={language} image={runtime.image} />}
      <PathChooser language={language} />
    </div>
  );
}
