import { create } from 'zustand';

type AccountState = {
  /** The account that a dialog asks about before it is forgotten. */
  readonly forgettingId: string | null;
  readonly isSwitching: boolean;
  /** A dialog asks what stays when somebody signs out. */
  readonly isSigningOut: boolean;
};

const useAccountStore = create<AccountState>(() => ({
  forgettingId: null,
  isSwitching: false,
  isSigningOut: false,
}));

export const useForgettingId = (): string | null => useAccountStore((state) => state.forgettingId);
export const useIsSwitching = (): boolean => useAccountStore((state) => state.isSwitching);
export const useIsSigningOut = (): boolean => useAccountStore((state) => state.isSigningOut);

export function askToSignOut(isSigningOut: boolean): void {
  useAccountStore.setState({ isSigningOut });
}

export function askToForget(forgettingId: string | null): void {
  useAccountStore.setState({ forgettingId });
}

export function setSwitching(isSwitching: boolean): void {
  useAccountStore.setState({ isSwitching });
}
