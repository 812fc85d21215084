import './comments.css';

import { Textarea } from '@mantine/core';
import { Check, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';

import { listThreads } from '#shared/matrix/comment-threads.ts';
import type { CommentThread } from '#shared/matrix/comment-threads.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { CommentRecord, SubjectKind } from '#shared/matrix/question-entities.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { useRecords } from '../../live/use-records.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { useAppInfo } from '../../workspaces/use-app-info.ts';
import { newId } from '../new-id.ts';
import { editProject, useMayEdit } from '../use-project.ts';

export type CommentThreadsProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
};

/** What has been said of one thing, and a place to say more. */
export function CommentThreads({ project, model, subjectKind, subjectId }: CommentThreadsProps) {
  const mayComment = useMayEdit(project)('comments');
  const { userId } = useAppInfo();
  const threads = listThreads(model, { kind: subjectKind, id: subjectId });
  async function add(body: string): Promise<boolean> {
    const draft = { subjectKind, subjectId, body, authorId: userId, parentId: null, isResolved: false };
    return editProject(project.id, [createEdit('comment', newId(), draft)], { label: 'Comment' });
  }
  return (
    <section className="comments" aria-label="Comments">
      {threads.map((thread) => (
        <Thread key={thread.root.id} project={project} thread={thread} mayComment={mayComment} />
      ))}
      {mayComment ? <CommentInput label="New comment" placeholder="Say something about this" onSend={add} /> : null}
    </section>
  );
}

type ThreadProps = {
  readonly project: ProjectRecord;
  readonly thread: CommentThread;
  readonly mayComment: boolean;
};

export function Thread({ project, thread: { root, replies }, mayComment }: ThreadProps) {
  const { userId } = useAppInfo();
  const [isReplying, setReplying] = useState(false);
  const { id, subjectKind, subjectId, isResolved } = root;
  async function reply(body: string): Promise<boolean> {
    const draft = { subjectKind, subjectId, body, authorId: userId, parentId: id, isResolved: false };
    const isKept = await editProject(project.id, [createEdit('comment', newId(), draft)], { label: 'Answer' });
    if (isKept) setReplying(false);
    return isKept;
  }
  function resolve(): void {
    const label = isResolved ? 'Open a comment again' : 'Resolve a comment';
    void editProject(project.id, [patchEdit('comment', id, { isResolved: !isResolved })], { label });
  }
  return (
    <div className={`comment-thread${isResolved ? ' comment-thread-resolved' : ''}`}>
      {[root, ...replies].map((comment) => (
        <Comment key={comment.id} project={project} comment={comment} isOwn={comment.authorId === userId} />
      ))}
      {isReplying ? <CommentInput label="Answer" placeholder="Answer" onSend={reply} isFocused /> : null}
      {mayComment ? (
        <div className="comment-actions">
          {isReplying ? null : (
            <Button look="quiet" onClick={() => setReplying(true)}>
              Answer
            </Button>
          )}
          <Button look="quiet" icon={isResolved ? RotateCcw : Check} onClick={resolve}>
            {isResolved ? 'Open again' : 'Resolve'}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

type CommentProps = { readonly project: ProjectRecord; readonly comment: CommentRecord; readonly isOwn: boolean };

function Comment({ project, comment, isOwn }: CommentProps) {
  const { records: users } = useRecords(userEntity);
  const author = users.find(({ id }) => id === comment.authorId)?.name ?? 'Somebody who is not on this device';
  const when = new Date(comment.createdAt);
  return (
    <article className="comment">
      <header>
        <strong>{author}</strong>
        <time dateTime={when.toISOString()}>{when.toLocaleString()}</time>
        {isOwn ? (
          <IconButton
            isSmall
            label="Delete this comment"
            icon={Trash2}
            onClick={() =>
              void editProject(project.id, [removeEdit('comment', comment.id)], { label: 'Delete a comment' })
            }
          />
        ) : null}
      </header>
      <p dir="auto">{comment.body}</p>
    </article>
  );
}

type CommentInputProps = {
  readonly label: string;
  readonly placeholder: string;
  readonly isFocused?: boolean;
  readonly onSend: (body: string) => Promise<boolean>;
};

const bodyCharsMax = 100_000;

/** An answer was asked for, so the next key belongs to it. */
function focusOnce(element: HTMLTextAreaElement | null): void {
  element?.focus();
}

function CommentInput({ label, placeholder, isFocused = false, onSend }: CommentInputProps) {
  const [body, setBody] = useState('');
  const missing = body.trim() === '' ? 'Type something first' : undefined;
  async function send(): Promise<void> {
    if (missing === undefined && (await onSend(body.trim()))) setBody('');
  }
  return (
    <div className="comment-input">
      <Textarea
        aria-label={label}
        placeholder={placeholder}
        autosize
        minRows={1}
        maxRows={8}
        maxLength={bodyCharsMax}
        ref={isFocused ? focusOnce : undefined}
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void send();
        }}
      />
      <Button look="soft" shortcut="Mod+Enter" disabledReason={missing} onClick={() => void send()}>
        Send
      </Button>
    </div>
  );
}
