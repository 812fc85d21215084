import {
  ArrowLeft,
  CircleStop,
  CircleUser,
  Copy,
  Download,
  FileInput,
  FolderInput,
  FolderPlus,
  Grid3x3,
  History,
  KeyRound,
  Keyboard,
  Moon,
  PanelLeft,
  PanelRight,
  Pencil,
  Play,
  Plug,
  Plus,
  Redo2,
  RefreshCw,
  Settings,
  ShieldUser,
  SquareFunction,
  Sun,
  SunMoon,
  Terminal,
  Trash2,
  Undo2,
  Upload,
  UserRound,
  X,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';

import type { AccountList } from '#shared/access/account-api.ts';
import type { AdministrationSection } from '#shared/access/administration-sections.ts';
import { personalAccountId } from '#shared/base/account-id.ts';
import { languageNames } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';
import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { accountPath, connectPath } from './access/access-paths.ts';
import { switchAccount } from './access/account-actions.ts';
import { sectionNames } from './administration/section-names.ts';
import { deleteFunction, duplicateFunction, leaveTab } from './functions/function-actions.ts';
import { openFunctionDialog, startRenaming, toggleForm, toggleSide } from './functions/function-store.ts';
import { functionsPath } from './functions/last-place.ts';
import { cancelLatestRun, runFunction } from './functions/run-actions.ts';
import { openExchangeDialog } from './matrix/exchange/exchange-store.ts';
import { client } from './rpc/client.ts';
import { openSecretsDialog } from './secrets/secret-store.ts';
import type { Theme } from './ui/color-scheme.ts';
import {
  administrationPath,
  bringOverPath,
  goTo,
  projectsPath,
  runsPath,
  settingsPath,
  syncPath,
} from './workspaces/paths.ts';
import { attempt } from './workspaces/tell-failure.ts';
import { redoLast, undoLast } from './workspaces/undo-actions.ts';
import { openWorkspaceDialog } from './workspaces/workspace-store.ts';

/** Something that a person can have done: listed in the palette, and in the help where it has keys. */
export type Command = {
  readonly id: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** In the notation of ui/shortcut.tsx. */
  readonly keys?: string;
  /** Whether the keys mean something else while somebody types (undo in a text is the text's own). */
  readonly leavesTyping?: boolean;
  readonly run: () => void;
};

export type CommandContext = {
  readonly workspaceId: string;
  readonly current: FunctionRecord | undefined;
  /** Of the project that is open. */
  readonly projectId?: string | undefined;
  readonly accounts?: AccountList | undefined;
  /** Of the administration, those that the person may see. */
  readonly sections?: readonly AdministrationSection[];
  readonly onHelp: () => void;
  readonly onTheme: (theme: Theme) => void;
};

/** Every command that makes sense where the person is. */
export function listCommands(context: CommandContext): readonly Command[] {
  const { current } = context;
  return [
    ...(current === undefined ? [] : functionCommands(current)),
    ...exchangeCommands(context),
    ...generalCommands(context),
    ...administrationCommands(context),
    ...accountCommands(context),
  ];
}

export type PlainContext = Pick<CommandContext, 'accounts' | 'sections' | 'onHelp' | 'onTheme'>;

/** Those that make sense where no workspace is open. */
export function listPlainCommands(context: PlainContext): readonly Command[] {
  return [
    { id: 'back', label: 'Back to work', icon: ArrowLeft, run: () => goTo('/') },
    ...administrationCommands(context),
    ...accountCommands(context),
    ...lookCommands(context),
  ];
}

function administrationCommands({ sections = [] }: Pick<CommandContext, 'sections'>): readonly Command[] {
  return sections.map((section) => ({
    id: `administration-${section}`,
    label: `Administration: ${sectionNames[section]}`,
    icon: ShieldUser,
    run: () => goTo(administrationPath(section)),
  }));
}

function functionCommands(record: FunctionRecord): readonly Command[] {
  const { id, name } = record;
  return [
    { id: 'run', label: `Run ${name}`, icon: Play, keys: 'Mod+Enter', run: () => void runFunction(id) },
    {
      id: 'cancel',
      label: `Cancel the run of ${name}`,
      icon: CircleStop,
      keys: 'Mod+.',
      run: () => void cancelLatestRun(id),
    },
    {
      id: 'release',
      label: `Release a version of ${name}…`,
      icon: Upload,
      run: () => openFunctionDialog({ kind: 'release', functionId: id }),
    },
    {
      id: 'versions',
      label: `Versions of ${name}…`,
      icon: History,
      run: () => openFunctionDialog({ kind: 'versions', functionId: id }),
    },
    { id: 'rename', label: `Rename ${name}`, icon: Pencil, run: () => startRenaming(id) },
    { id: 'duplicate', label: `Duplicate ${name}`, icon: Copy, run: () => void duplicateFunction(record) },
    {
      id: 'move',
      label: `Move ${name} to a folder…`,
      icon: FolderPlus,
      run: () => openFunctionDialog({ kind: 'move', functionId: id }),
    },
    { id: 'delete', label: `Delete ${name}`, icon: Trash2, run: () => void deleteFunction(record, true) },
    { id: 'close', label: `Close ${name}`, icon: X, keys: 'Alt+W', run: () => leaveTab(record.workspaceId, id, true) },
  ];
}

function exchangeCommands({ workspaceId, projectId }: CommandContext): readonly Command[] {
  const bring: Command = {
    id: 'import-new-project',
    label: 'Import a file as a new project…',
    icon: FileInput,
    run: () => openExchangeDialog({ kind: 'import', workspaceId, projectId: null }),
  };
  if (projectId === undefined) return [bring];
  return [
    {
      id: 'import-project',
      label: 'Import into this project…',
      icon: FileInput,
      run: () => openExchangeDialog({ kind: 'import', workspaceId, projectId }),
    },
    {
      id: 'export-project',
      label: 'Export this project…',
      icon: Download,
      run: () => openExchangeDialog({ kind: 'export', workspaceId, projectId }),
    },
    bring,
  ];
}

const synchronisation: Command = {
  id: 'synchronisation',
  label: 'Synchronisation: what waits, what was not taken',
  icon: RefreshCw,
  run: () => goTo(syncPath),
};

const bringOver: Command = {
  id: 'bring-over',
  label: 'Bring over workspaces of your personal account…',
  icon: FolderInput,
  run: () => goTo(bringOverPath),
};

function accountCommands({ accounts }: Pick<CommandContext, 'accounts'>): readonly Command[] {
  const others = [
    { id: personalAccountId, label: 'Switch to your personal account' },
    ...(accounts?.accounts ?? []).map(({ id, userName, tenantName }) => ({
      id,
      label: `Switch to ${userName} in ${tenantName}`,
    })),
  ].filter(({ id }) => accounts !== undefined && id !== accounts.currentId);
  const isOfServer = accounts !== undefined && accounts.currentId !== personalAccountId;
  return [
    { id: 'connect', label: 'Connect to a server…', icon: Plug, run: () => goTo(connectPath) },
    {
      id: 'account',
      label: 'Account: profile, password, sessions, sign out',
      icon: CircleUser,
      run: () => goTo(accountPath),
    },
    ...(isOfServer ? [synchronisation] : []),
    ...others.map(({ id, label }) => ({
      id: `account-${id}`,
      label,
      icon: UserRound,
      run: () => void switchAccount(id),
    })),
    // After them: who types "personal account" wants to go there.
    ...(isOfServer ? [bringOver] : []),
    { id: 'secrets', label: 'Secrets on this device…', icon: KeyRound, run: openSecretsDialog },
  ];
}

function generalCommands({ workspaceId, onHelp, onTheme }: CommandContext): readonly Command[] {
  return [
    {
      id: 'new',
      label: 'New function…',
      icon: Plus,
      keys: 'Alt+N',
      run: () => openFunctionDialog({ kind: 'new', folder: '' }),
    },
    {
      id: 'new-folder',
      label: 'New folder…',
      icon: FolderPlus,
      run: () => openFunctionDialog({ kind: 'new-folder', parent: '' }),
    },
    { id: 'new-workspace', label: 'New workspace…', icon: Plus, run: () => openWorkspaceDialog('create') },
    { id: 'rename-workspace', label: 'Rename this workspace…', icon: Pencil, run: () => openWorkspaceDialog('rename') },
    {
      id: 'workspace-history',
      label: 'History of this workspace…',
      icon: History,
      run: () => openWorkspaceDialog('history'),
    },
    { id: 'delete-workspace', label: 'Delete this workspace…', icon: Trash2, run: () => openWorkspaceDialog('delete') },
    { id: 'undo', label: 'Undo', icon: Undo2, keys: 'Mod+Z', leavesTyping: true, run: () => void undoLast() },
    { id: 'redo', label: 'Redo', icon: Redo2, keys: 'Mod+Shift+Z', leavesTyping: true, run: () => void redoLast() },
    {
      id: 'functions',
      label: 'Show functions',
      icon: SquareFunction,
      keys: 'Alt+1',
      run: () => goTo(functionsPath(workspaceId)),
    },
    { id: 'runs', label: 'Show runs', icon: History, keys: 'Alt+2', run: () => goTo(runsPath(workspaceId)) },
    {
      id: 'projects',
      label: 'Show projects',
      icon: Grid3x3,
      keys: 'Alt+3',
      run: () => goTo(projectsPath(workspaceId)),
    },
    { id: 'settings', label: 'Settings', icon: Settings, keys: 'Mod+,', run: () => goTo(settingsPath(workspaceId)) },
    { id: 'side', label: 'Show or hide the function list', icon: PanelLeft, keys: 'Mod+B', run: toggleSide },
    { id: 'form', label: 'Show or hide the parameters', icon: PanelRight, keys: 'Mod+J', run: toggleForm },
    ...(['r', 'julia', 'python'] satisfies readonly Language[]).map((language) => ({
      id: `restart-${language}`,
      label: `Restart ${languageNames[language]}`,
      icon: Terminal,
      run: () => void attempt(client.runtimes.restart({ language })),
    })),
    {
      id: 'rescan',
      label: 'Look for runtimes again',
      icon: RefreshCw,
      run: () => void attempt(client.runtimes.rescan()),
    },
    ...lookCommands({ onHelp, onTheme }),
  ];
}

function lookCommands({ onHelp, onTheme }: Pick<CommandContext, 'onHelp' | 'onTheme'>): readonly Command[] {
  return [
    { id: 'light', label: 'Light theme', icon: Sun, run: () => onTheme('light') },
    { id: 'dark', label: 'Dark theme', icon: Moon, run: () => onTheme('dark') },
    { id: 'system', label: 'Theme of the system', icon: SunMoon, run: () => onTheme('system') },
    // In a source the same keys make a comment of the line.
    { id: 'help', label: 'Keyboard shortcuts', icon: Keyboard, keys: 'Mod+/', leavesTyping: true, run: onHelp },
  ];
}
