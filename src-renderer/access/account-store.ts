import { create } from 'zustand';

type AccountState = {
  /** The account that a dialog asks about before it is forgotten. */
  readonly forgettingId: string | null;
  readonly isSwitching: boolean;
  /** A dialog asks what stays when somebody signs out. */
  readonly isSigningOut: boolean;
  /** A dialog asks somebody to show again who they are; told whether they have. */
  readonly signingInAgain: ((hasShown: boolean) => void) | null;
};

const useAccountStore = create<AccountState>(() => ({
  forgettingId: null,
  isSwitching: false,
  isSigningOut: false,
  signingInAgain: null,
}));

export const useForgettingId = (): string | null => useAccountStore((state) => state.forgettingId);
export const useIsSwitching = (): boolean => useAccountStore((state) => state.isSwitching);
export const useIsSigningOut = (): boolean => useAccountStore((state) => state.isSigningOut);

export const useSigningInAgain = () => useAccountStore((state) => state.signingInAgain);

/** Asks for the password, and a code; false when that was given up. */
export async function askToSignInAgain(): Promise<boolean> {
  useAccountStore.getState().signingInAgain?.(false);
  return await new Promise((resolve) => {
    const signingInAgain = (hasShown: boolean): void => {
      useAccountStore.setState({ signingInAgain: null });
      resolve(hasShown);
    };
    useAccountStore.setState({ signingInAgain });
  });
}

export function askToSignOut(isSigningOut: boolean): void {
  useAccountStore.setState({ isSigningOut });
}

export function askToForget(forgettingId: string | null): void {
  useAccountStore.setState({ forgettingId });
}

export function setSwitching(isSwitching: boolean): void {
  useAccountStore.setState({ isSwitching });
}
