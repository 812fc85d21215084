/*
 * Whose turn it is to write: while a file is written to a project in many transactions, what anybody else would write to it waits
 * until that is done or taken back, as it would for one large transaction. All other work of the core goes on meanwhile.
 */
export type ProjectTurns = {
  /** Carries the work out now, or as soon as nothing large is being written to the project: to any, where none is named. */
  readonly inTurn: <T>(projectId: string | undefined, work: () => T) => T | Promise<Awaited<T>>;
  /** Resolves when nothing else is being written so, with what ends it. */
  readonly take: (projectId: string) => Promise<() => void>;
};

export function createProjectTurns(): ProjectTurns {
  let present: { readonly projectId: string; readonly end: Promise<void> } | undefined;

  function endOf(projectId: string | undefined): Promise<void> | undefined {
    return projectId === undefined || present?.projectId === projectId ? present?.end : undefined;
  }

  async function wait(projectId: string | undefined): Promise<void> {
    // oxlint-disable-next-line no-await-in-loop -- Another one may have begun when this one ends.
    for (let end = endOf(projectId); end !== undefined; end = endOf(projectId)) await end;
  }

  async function afterwards<T>(projectId: string | undefined, work: () => T): Promise<Awaited<T>> {
    await wait(projectId);
    return await work();
  }

  return {
    inTurn: (projectId, work) => (endOf(projectId) === undefined ? work() : afterwards(projectId, work)),
    take: async (projectId) => {
      await wait(undefined);
      const { promise, resolve } = Promise.withResolvers<void>();
      present = { projectId, end: promise };
      return () => {
        present = undefined;
        resolve();
      };
    },
  };
}
