import { spotlight } from '@mantine/spotlight';
import { Moon, Redo2, Search, Sun, Undo2 } from 'lucide-react';

import { AccountButton } from './access/account-button.tsx';
import { useUndoState } from './live/use-records.ts';
import { IconButton } from './ui/icon-button.tsx';
import { Mark } from './ui/mark.tsx';
import { Shortcut } from './ui/shortcut.tsx';
import { useTheme } from './workspaces/use-theme.ts';
import { redoLast, undoLast } from './workspaces/undo-actions.ts';
import { WorkspaceSwitcher } from './workspaces/workspace-switcher.tsx';

export type TitleBarProps = { readonly workspaceId: string };

export function TitleBar({ workspaceId }: TitleBarProps) {
  const undoState = useUndoState();
  const { isDark, chooseTheme } = useTheme();
  const undo = undoState?.undo ?? null;
  const redo = undoState?.redo ?? null;
  return (
    <header className="title-bar">
      <span className="title-mark">
        <Mark />
      </span>
      <WorkspaceSwitcher workspaceId={workspaceId} />
      <span className="title-rest" />
      <button type="button" className="title-search" onClick={spotlight.open}>
        <Search size={15} aria-hidden />
        <span>Search functions and commands</span>
        <Shortcut keys="Mod+K" />
      </button>
      <span className="title-rest" />
      <IconButton
        label={undo === null ? 'Undo' : `Undo: ${undo}`}
        icon={Undo2}
        shortcut="Mod+Z"
        disabledReason={undo === null ? 'There is nothing to undo' : undefined}
        onClick={() => void undoLast()}
      />
      <IconButton
        label={redo === null ? 'Redo' : `Redo: ${redo}`}
        icon={Redo2}
        shortcut="Mod+Shift+Z"
        disabledReason={redo === null ? 'There is nothing to redo' : undefined}
        onClick={() => void redoLast()}
      />
      <IconButton
        label={isDark ? 'Light theme' : 'Dark theme'}
        icon={isDark ? Sun : Moon}
        onClick={() => chooseTheme(isDark ? 'light' : 'dark')}
      />
      <AccountButton />
    </header>
  );
}
