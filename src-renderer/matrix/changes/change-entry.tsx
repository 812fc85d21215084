import { ChevronDown, ChevronRight, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';

import type { ChangeEntry, FieldChange, RecordChange } from '#shared/matrix/changes/change-api.ts';
import { changeSentence, entrySentence, fieldText } from '#shared/matrix/changes/change-texts.ts';
import type { Names } from '#shared/matrix/changes/change-texts.ts';

import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { attempt } from '../../workspaces/tell-failure.ts';
import { takeBack } from './change-actions.ts';
import { toggleEntry } from './changes-store.ts';

export type ChangeEntryRowProps = {
  readonly projectId: string;
  readonly entry: ChangeEntry;
  readonly names: Names;
  readonly isOpen: boolean;
  /** Whether another window that is open now has made it. */
  readonly isInOtherWindow: boolean;
  readonly disabledReason: string | undefined;
};

/** What was done in one go: a sentence, and under it every record and field. */
export function ChangeEntryRow(props: ChangeEntryRowProps) {
  const { projectId, entry, names, isOpen, isInOtherWindow, disabledReason } = props;
  const { undoGroup, actorName, deviceId, at } = entry;
  const sentence = entrySentence(entry);
  const Fold = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className="change">
      <div className="change-head">
        <button type="button" className="change-fold" aria-expanded={isOpen} onClick={() => toggleEntry(undoGroup)}>
          <Fold size={14} aria-hidden />
          <span className="change-sentence">
            <b>{actorName}</b> <bdi dir="ltr">{sentence}</bdi>
          </span>
        </button>
        <span className="change-where" title={`Device ${deviceId}`}>
          {placeOf(entry, isInOtherWindow)}
        </span>
        <time dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString()}>
          {new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })}
        </time>
        <IconButton
          isSmall
          icon={Undo2}
          label={`Take back: ${sentence}`}
          disabledReason={disabledReason ?? refusalOf(entry)}
          onClick={() => void takeBack({ projectId, undoGroup })}
        />
      </div>
      {isOpen ? (
        <EntryChanges projectId={projectId} entry={entry} names={names} disabledReason={disabledReason} />
      ) : null}
    </li>
  );
}

function placeOf({ isThisDevice, deviceId }: ChangeEntry, isInOtherWindow: boolean): string {
  if (!isThisDevice) return `on device ${deviceId.slice(0, 6)}`;
  return isInOtherWindow ? 'in another window' : '';
}

/** What the core would refuse is not offered. */
function refusalOf({ counts }: ChangeEntry): string | undefined {
  if (counts.some(({ entity, created }) => entity === 'project' && created > 0))
    return 'A project is deleted as a whole, in its settings';
  return counts.some(({ entity }) => entity === 'projectMembership')
    ? 'Who takes part is changed in the settings'
    : undefined;
}

type EntryChangesProps = Omit<ChangeEntryRowProps, 'isOpen' | 'isInOtherWindow'>;
type More = { readonly changes: readonly RecordChange[]; readonly names: Names; readonly next: string | null };

function EntryChanges({ projectId, entry, names, disabledReason }: EntryChangesProps) {
  const { undoGroup } = entry;
  const [more, setMore] = useState<More | null>(null);
  const shown = more?.changes ?? entry.changes;
  const hasMore = more === null ? entry.hasMore : more.next !== null;
  async function loadMore(): Promise<void> {
    const before = more?.next ?? undefined;
    const read = await attempt(
      client.changes.group({ projectId, undoGroup, ...(before === undefined ? {} : { before }) }),
    );
    if (read === undefined) return;
    setMore({
      ...read,
      changes: [...(more?.changes ?? []), ...read.changes],
      names: { ...more?.names, ...read.names },
    });
  }
  return (
    <div className="change-body">
      <ul>
        {shown.map((change) => (
          <li key={change.stamp} className="change-record">
            <div className="change-record-head">
              <bdi dir="ltr">{changeSentence(change)}</bdi>
              <IconButton
                isSmall
                icon={Undo2}
                label={`Take back: ${changeSentence(change)}`}
                disabledReason={disabledReason}
                onClick={() => void takeBack({ projectId, undoGroup, recordId: change.recordId })}
              />
            </div>
            {change.action === 'delete' || change.fields.length === 0 ? null : (
              <FieldTable
                change={change}
                names={{ ...names, ...more?.names }}
                disabledReason={disabledReason}
                onRevert={(field) => void takeBack({ projectId, undoGroup, recordId: change.recordId, field })}
              />
            )}
          </li>
        ))}
      </ul>
      {hasMore ? <Button onClick={() => void loadMore()}>Show more of it</Button> : null}
    </div>
  );
}

type FieldTableProps = {
  readonly change: RecordChange;
  readonly names: Names;
  readonly disabledReason: string | undefined;
  readonly onRevert: (field: string) => void;
};

function FieldTable({ change, names, disabledReason, onRevert }: FieldTableProps) {
  const isUpdate = change.action === 'update';
  return (
    <dl className="change-fields">
      {change.fields.map((field, place) => (
        // The same field may come several times, as one types.
        // oxlint-disable-next-line react/no-array-index-key
        <FieldRow key={place} entity={change.entity} field={field} names={names}>
          {isUpdate && change.fields.length > 1 ? (
            <IconButton
              isSmall
              icon={Undo2}
              label={`Take back only ${fieldText(change.entity, field, names).label}`}
              disabledReason={disabledReason}
              onClick={() => onRevert(field.field)}
            />
          ) : null}
        </FieldRow>
      ))}
    </dl>
  );
}

type FieldRowProps = {
  readonly entity: string;
  readonly field: FieldChange;
  readonly names: Names;
  readonly children: ReactNode;
};

function FieldRow({ entity, field, names, children }: FieldRowProps) {
  const { label, note, before, removed, inserted, after } = fieldText(entity, field, names);
  return (
    <div className="change-field">
      <dt>{label}</dt>
      <dd>
        {note === null ? (
          <bdi>
            {before}
            {removed === '' ? null : <del>{removed}</del>}
            {removed !== '' && inserted !== '' && before === '' && after === '' ? <span aria-hidden> → </span> : null}
            {inserted === '' ? null : <ins>{inserted}</ins>}
            {removed !== '' && inserted === '' && before === '' ? (
              <span className="change-none"> taken away</span>
            ) : null}
            {after}
          </bdi>
        ) : (
          note
        )}
        {children}
      </dd>
    </div>
  );
}
