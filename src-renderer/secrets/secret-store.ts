import { create } from 'zustand';

type SecretsDialogState = { readonly isOpen: boolean };

const useSecretsDialogStore = create<SecretsDialogState>(() => ({ isOpen: false }));

export const useIsSecretsDialogOpen = (): boolean => useSecretsDialogStore((state) => state.isOpen);

/** Shows where secrets are kept, and lets a vault be unlocked or made. */
export function openSecretsDialog(): void {
  useSecretsDialogStore.setState({ isOpen: true });
}

export function closeSecretsDialog(): void {
  useSecretsDialogStore.setState({ isOpen: false });
}
