import { Popover } from '@mantine/core';
import { MessageSquare, MessageSquareText } from 'lucide-react';
import { useState } from 'react';

import { countOpenThreads } from '#shared/matrix/comment-threads.ts';

import { IconButton } from '../../ui/icon-button.tsx';
import { CommentThreads } from './comment-thread.tsx';
import type { CommentThreadsProps } from './comment-thread.tsx';

export type CommentButtonProps = CommentThreadsProps & {
  /** As a person calls the thing: "Comments on Account". */
  readonly title: string;
};

/** Opens what has been said of a thing, at the thing. */
export function CommentButton({ title, ...subject }: CommentButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const count = countOpenThreads(subject.model).get(`${subject.subjectKind}:${subject.subjectId}`) ?? 0;
  const label = count === 0 ? `Comments on ${title}` : `Comments on ${title}, ${String(count)} open`;
  return (
    <Popover opened={isOpen} onChange={setOpen} width={340} position="bottom-end" trapFocus withinPortal>
      <Popover.Target>
        <IconButton
          isSmall
          label={label}
          icon={count === 0 ? MessageSquare : MessageSquareText}
          isPressed={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={`Comments on ${title}`}>
        <CommentThreads {...subject} />
      </Popover.Dropdown>
    </Popover>
  );
}
