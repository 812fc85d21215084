import { decodeAnswer } from './decode-answer.ts';
import { WorkerSession } from './session.ts';
import type { Session, SessionDeps } from './session.ts';
import { describeExit, describeFailedStart } from './worker-death.ts';

/** The first start on a machine compiles Julia's worker: 19 s for two at once on a busy one; three times that. */
const handshakeTimeoutMs = 60_000;

export type SessionOpening =
  | { readonly ok: true; readonly session: Session }
  /** `wasKilled`: by somebody else, which says nothing of the runtime. */
  | { readonly ok: false; readonly reason: string; readonly wasKilled: boolean };

/** Waits until the worker says that it is ready. */
export async function openSession(deps: SessionDeps): Promise<SessionOpening> {
  const { worker } = deps;
  return await new Promise((resolve) => {
    const refuse = (reason: string, wasKilled = false): void => {
      clearTimeout(timer);
      worker.kill();
      resolve({ ok: false, reason: describeFailedStart(reason, worker), wasKilled });
    };
    const timer = setTimeout(() => {
      refuse(`It did not answer within ${String(handshakeTimeoutMs / 1000)} seconds.`);
    }, handshakeTimeoutMs);
    worker.onExit((exit) => {
      refuse(describeExit(exit), exit.signal === 'SIGKILL');
    });
    worker.channel.onFrame((body) => {
      const answer = decodeAnswer(deps, body);
      if (answer?.kind !== 'ready') {
        refuse('It answered with something that could not be read.');
        return;
      }
      clearTimeout(timer);
      resolve({ ok: true, session: new WorkerSession(deps, answer.version) });
    });
  });
}
