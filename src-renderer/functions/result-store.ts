import { create } from 'zustand';

export type ResultTab = 'result' | 'log' | 'runs' | 'files';

type ResultState = {
  readonly tab: ResultTab;
  /** The run a person chose to look at, by function; absent means the latest. */
  readonly chosenRunIdByFunctionId: { readonly [functionId: string]: string };
  /** The shared result that is looked at among the files of its function. */
  readonly openSharedId: string | null;
};

const useResultStore = create<ResultState>(() => ({
  tab: 'result',
  chosenRunIdByFunctionId: {},
  openSharedId: null,
}));

export function useResultTab(): ResultTab {
  return useResultStore((state) => state.tab);
}

export function useChosenRunId(functionId: string): string | undefined {
  return useResultStore((state) => state.chosenRunIdByFunctionId[functionId]);
}

export function useOpenSharedId(): string | null {
  return useResultStore((state) => state.openSharedId);
}

export function openShared(openSharedId: string | null): void {
  useResultStore.setState({ openSharedId });
}

export function chooseResultTab(tab: ResultTab): void {
  useResultStore.setState({ tab });
}

/** Shows one run of the history; `null` goes back to following the latest. */
export function chooseRun(functionId: string, runId: string | null): void {
  useResultStore.setState(({ chosenRunIdByFunctionId }) => {
    const { [functionId]: _forgotten, ...others } = chosenRunIdByFunctionId;
    return { chosenRunIdByFunctionId: runId === null ? others : { ...others, [functionId]: runId } };
  });
}
