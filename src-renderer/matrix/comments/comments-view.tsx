import './comments.css';

import { SegmentedControl } from '@mantine/core';
import { MessageSquare } from 'lucide-react';
import { useState } from 'react';

import { listThreads } from '#shared/matrix/comment-threads.ts';
import type { SubjectKind } from '#shared/matrix/question-entities.ts';
import { subjectTitle } from '#shared/matrix/subject-title.ts';

import { EmptyState } from '../../ui/empty-state.tsx';
import { goTo, projectPath } from '../../workspaces/paths.ts';
import { CommentThreads, Thread } from './comment-thread.tsx';
import type { ProjectViewProps } from '../project-views.ts';
import { useMayEdit } from '../use-project.ts';

const viewBySubject: { readonly [kind in SubjectKind]: string } = {
  project: 'comments',
  object: 'guide',
  relationship: 'matrix',
  pair: 'matrix',
  cell: 'matrix',
  cta: 'ctas',
  attribute: 'object-map',
  role: 'ctas',
};

type Shown = 'open' | 'resolved' | 'all';

/** Every comment of the project, with the way to what it is about; and those on the project itself. */
export function CommentsView({ project, model }: ProjectViewProps) {
  const [shown, setShown] = useState<Shown>('open');
  const mayComment = useMayEdit(project)('comments');
  const threads = listThreads(model).filter(({ root }) => root.subjectKind !== 'project');
  const listed = threads.filter(({ root }) => shown === 'all' || root.isResolved === (shown === 'resolved'));
  return (
    <div className="comments-view">
      <SegmentedControl
        aria-label="Which comments"
        style={{ alignSelf: 'flex-start' }}
        value={shown}
        onChange={(value) => setShown(value)}
        data={[
          { value: 'open', label: 'Open' },
          { value: 'resolved', label: 'Resolved' },
          { value: 'all', label: 'All' },
        ]}
      />
      {listed.length === 0 ? (
        <EmptyState icon={MessageSquare} title={shown === 'resolved' ? 'No resolved comments' : 'No open comments'}>
          Comments can be made on every object, cell, call to action and attribute, where it stands.
        </EmptyState>
      ) : (
        <ul>
          {listed.map((thread) => {
            const { subjectKind, subjectId } = thread.root;
            const title = subjectTitle(model, subjectKind, subjectId) ?? 'Something that was deleted';
            const path = projectPath(project.workspaceId, project.id, viewBySubject[subjectKind]);
            const address = `${path}?subject=${encodeURIComponent(`${subjectKind}:${subjectId}`)}`;
            return (
              <li key={thread.root.id}>
                <div className="comments-subject">
                  <button type="button" className="link-button" onClick={() => goTo(address)}>
                    {title}
                  </button>
                </div>
                <Thread project={project} thread={thread} mayComment={mayComment} />
              </li>
            );
          })}
        </ul>
      )}
      <h2>On the project</h2>
      <CommentThreads project={project} model={model} subjectKind="project" subjectId={project.id} />
    </div>
  );
}
