import { create } from 'zustand';

export type ResultTab = 'result' | 'log' | 'runs';

type ResultState = {
  readonly tab: ResultTab;
  /** The run a person chose to look at, by function; absent means the latest. */
  readonly chosenRunIdByFunctionId: { readonly [functionId: string]: string };
};

const useResultStore = create<ResultState>(() => ({ tab: 'result', chosenRunIdByFunctionId: {} }));

export function useResultTab(): ResultTab {
  return useResultStore((state) => state.tab);
}

export function useChosenRunId(functionId: string): string | undefined {
  return useResultStore((state) => state.chosenRunIdByFunctionId[functionId]);
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
