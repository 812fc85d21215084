import { create } from 'zustand';

/** A file that is being brought in, and where to: into a project, or as a new one. */
export type ImportTarget = {
  readonly workspaceId: string;
  readonly projectId: string | null;
  /** What was dropped; without it the dialog asks for a file. */
  readonly file?: File;
};

export type ExchangeDialog =
  | ({ readonly kind: 'import' } & ImportTarget)
  | { readonly kind: 'export'; readonly workspaceId: string; readonly projectId: string };

const useExchangeStore = create<{ readonly dialog: ExchangeDialog | null }>(() => ({ dialog: null }));

export function useExchangeDialog(): ExchangeDialog | null {
  return useExchangeStore((state) => state.dialog);
}

export function openExchangeDialog(dialog: ExchangeDialog): void {
  useExchangeStore.setState({ dialog });
}

export function closeExchangeDialog(): void {
  useExchangeStore.setState({ dialog: null });
}
