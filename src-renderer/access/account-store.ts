import { create } from 'zustand';

type AccountState = {
  /** The account that a dialog asks about before it is forgotten. */
  readonly forgettingId: string | null;
  readonly isSwitching: boolean;
};

const useAccountStore = create<AccountState>(() => ({ forgettingId: null, isSwitching: false }));

export const useForgettingId = (): string | null => useAccountStore((state) => state.forgettingId);
export const useIsSwitching = (): boolean => useAccountStore((state) => state.isSwitching);

export function askToForget(forgettingId: string | null): void {
  useAccountStore.setState({ forgettingId });
}

export function setSwitching(isSwitching: boolean): void {
  useAccountStore.setState({ isSwitching });
}
