import { create } from 'zustand';

export type WorkspaceDialog = 'create' | 'rename' | 'share' | 'history' | 'delete';

type WorkspaceState = { readonly openDialog: WorkspaceDialog | null };

const useWorkspaceStore = create<WorkspaceState>(() => ({ openDialog: null }));

export function useWorkspaceDialog(): WorkspaceDialog | null {
  return useWorkspaceStore((state) => state.openDialog);
}

export function openWorkspaceDialog(openDialog: WorkspaceDialog): void {
  useWorkspaceStore.setState({ openDialog });
}

export function closeWorkspaceDialog(): void {
  useWorkspaceStore.setState({ openDialog: null });
}
