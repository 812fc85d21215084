import { Boxes } from 'lucide-react';

import { EmptyState } from '../ui/empty-state.tsx';
import type { ProjectViewProps } from './project-views.ts';

/** The object guide: one row for each noun. */
export function GuideView({ model }: ProjectViewProps) {
  if (model.objects.length === 0) {
    return (
      <EmptyState icon={Boxes} title="No objects yet">
        Objects are the nouns of your domain.
      </EmptyState>
    );
  }
  return (
    <ul>
      {model.objects.map(({ id, name }) => (
        <li key={id}>{name}</li>
      ))}
    </ul>
  );
}
