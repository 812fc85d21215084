import { Spotlight } from '@mantine/spotlight';
import type { SpotlightActionGroupData, SpotlightActionData } from '@mantine/spotlight';
import { LayoutGrid, Search } from 'lucide-react';

import { languageNames } from '#shared/calls/language.ts';
import type { FunctionRecord } from '#shared/functions/function-entities.ts';
import type { WorkspaceRecord } from '#shared/workspaces/workspace-entities.ts';

import type { Command } from './commands.ts';
import { namesByFolder } from './functions/function-tree.ts';
import { LanguageBadge } from './ui/language-badge.tsx';
import { Shortcut } from './ui/shortcut.tsx';
import { functionPath, goTo, workspacePath } from './workspaces/paths.ts';

export type CommandPaletteProps = {
  readonly commands: readonly Command[];
  readonly functions: readonly FunctionRecord[];
  readonly workspaces: readonly WorkspaceRecord[];
};

/** Ctrl+K: every function, workspace and command by its name. */
export function CommandPalette({ commands, functions, workspaces }: CommandPaletteProps) {
  const actions: SpotlightActionGroupData[] = [
    { group: 'Functions', actions: functionActions(functions) },
    { group: 'Commands', actions: commands.map(commandAction) },
    { group: 'Workspaces', actions: workspaces.map(workspaceAction) },
  ];
  return (
    <Spotlight
      actions={actions}
      shortcut="mod + K"
      tagsToIgnore={[]}
      triggerOnContentEditable
      nothingFound="Nothing has this name. Type a part of a function, a workspace or a command."
      highlightQuery
      scrollable
      maxHeight={420}
      radius="lg"
      size={600}
      overlayProps={{ backgroundOpacity: 0.28 }}
      transitionProps={{ duration: 90 }}
      filter={filterActions}
      searchProps={{
        leftSection: <Search size={16} aria-hidden />,
        placeholder: 'Type a command or a name',
        'aria-label': 'Search functions, workspaces and commands',
      }}
      scrollAreaProps={{ type: 'auto' }}
    />
  );
}

function functionActions(functions: readonly FunctionRecord[]): SpotlightActionData[] {
  const names = namesByFolder(functions);
  return functions.map((record) => ({
    id: record.id,
    label: names.get(record.id) ?? record.name,
    description: [record.folder, languageNames[record.language]].filter((part) => part !== '').join(', '),
    keywords: [...record.metadata.tags],
    leftSection: <LanguageBadge language={record.language} />,
    onClick: () => goTo(functionPath(record.workspaceId, record.id)),
  }));
}

function commandAction({ id, label, icon: Icon, keys, run }: Command): SpotlightActionData {
  return {
    id: `command-${id}`,
    label,
    leftSection: <Icon size={16} strokeWidth={1.75} aria-hidden />,
    ...(keys === undefined ? {} : { rightSection: <Shortcut keys={keys} /> }),
    onClick: run,
  };
}

function workspaceAction({ id, name, description }: WorkspaceRecord): SpotlightActionData {
  return {
    id: `workspace-${id}`,
    label: name,
    ...(description === '' ? {} : { description }),
    leftSection: <LayoutGrid size={16} strokeWidth={1.75} aria-hidden />,
    onClick: () => goTo(workspacePath(id)),
  };
}

const unfilteredMax = 4; // Without a word typed the palette is an overview, not the whole list.
const unfilteredCommandsMax = 8;
const foundMax = 12;

type Actions = (SpotlightActionData | SpotlightActionGroupData)[];

/** Finds by every word typed, in the name first, then in what describes it. */
function filterActions(query: string, actions: Actions): Actions {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return actions.flatMap((group): Actions => {
    if (!('actions' in group)) return [group];
    const isCommands = group.group === 'Commands';
    const max = words.length > 0 ? foundMax : isCommands ? unfilteredCommandsMax : unfilteredMax;
    const actionsOfGroup: readonly SpotlightActionData[] = group.actions;
    const found = actionsOfGroup
      .map((action) => ({ action, rank: rankAction(action, words) }))
      .filter(({ rank }) => rank > 0)
      .toSorted((a, b) => b.rank - a.rank)
      .slice(0, max);
    return found.length === 0 ? [] : [{ ...group, actions: found.map(({ action }) => action) }];
  });
}

function rankAction(
  { label = '', description = '', keywords = [] }: SpotlightActionData,
  words: readonly string[],
): number {
  const name = label.toLowerCase();
  const rest = [description, ...(Array.isArray(keywords) ? keywords : [keywords])].join(' ').toLowerCase();
  let rank = 1;
  for (const word of words) {
    if (name.startsWith(word)) rank += 4;
    else if (name.includes(word)) rank += 2;
    else if (!rest.includes(word)) return 0;
  }
  return rank;
}
