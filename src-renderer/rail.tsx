import { Tooltip } from '@mantine/core';
import { Grid3x3, History, Settings, SquareFunction } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { NavLink } from 'react-router';

import { functionsPath } from './functions/last-place.ts';
import { projectsPath, runsPath, settingsPath } from './workspaces/paths.ts';

export type RailProps = { readonly workspaceId: string; readonly page: 'functions' | 'runs' | 'projects' | 'settings' };

/** The pages of a workspace. */
export function Rail({ workspaceId, page }: RailProps) {
  return (
    <nav className="rail" aria-label="Pages">
      <RailLink
        to={functionsPath(workspaceId)}
        label="Functions"
        icon={SquareFunction}
        isCurrent={page === 'functions'}
      />
      <RailLink to={runsPath(workspaceId)} label="Runs" icon={History} isCurrent={page === 'runs'} />
      <RailLink to={projectsPath(workspaceId)} label="Projects" icon={Grid3x3} isCurrent={page === 'projects'} />
      <span className="rail-rest" />
      <RailLink to={settingsPath(workspaceId)} label="Settings" icon={Settings} isCurrent={page === 'settings'} />
    </nav>
  );
}

type RailLinkProps = {
  readonly to: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly isCurrent: boolean;
};

function RailLink({ to, label, icon: Icon, isCurrent }: RailLinkProps) {
  return (
    <Tooltip label={label} position="right">
      <NavLink
        to={to}
        className={`rail-link${isCurrent ? ' rail-link-current' : ''}`}
        aria-label={label}
        aria-current={isCurrent ? 'page' : undefined}
      >
        <Icon size={19} strokeWidth={1.6} aria-hidden />
      </NavLink>
    </Tooltip>
  );
}
