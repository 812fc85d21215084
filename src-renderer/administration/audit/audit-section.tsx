import './audit.css';

import { ScrollText, ShieldCheck } from 'lucide-react';
import { useState } from 'react';

import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AskedContent } from '../asked-content.tsx';
import { MoreButton } from '../data-table.tsx';
import { ProblemLine } from '../problem-line.tsx';
import { SectionHead } from '../section-head.tsx';
import { usePages } from '../use-pages.ts';
import type { SectionProps } from '../viewer.ts';
import { AuditDetails } from './audit-details.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { noFilter, queryOf } from './audit-query.ts';
import { AuditTable } from './audit-table.tsx';
import { ChainDialog } from './chain-dialog.tsx';
import { searchBack } from './search-back.ts';
import { ExportMenu } from './export-menu.tsx';

/** What was done in the organisation, by whom, and whether anybody has tampered with the record of it. */
export function AuditSection({ viewer }: SectionProps) {
  const [filter, setFilter] = useState(noFilter);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [isChecking, setChecking] = useState(false);
  const query = queryOf(filter);
  const events = usePages(JSON.stringify(query), async (page, signal) => await searchBack(query, page, signal));
  const chosen = events.value?.find(({ id }) => id === chosenId);
  return (
    <>
      <SectionHead
        title="Audit"
        note="Every act in the organisation, the latest first. Reading here is itself written down."
        actions={
          <div className="admin-head-actions">
            <Button icon={ShieldCheck} onClick={() => setChecking(true)}>
              Check the audit
            </Button>
            <ExportMenu query={query} />
          </div>
        }
      />
      <AuditFilters viewer={viewer} filter={filter} onFilter={setFilter} />
      <AskedContent asked={events} label="Loading the audit">
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon={ScrollText}
              title={events.hasMore ? 'Nothing fits so far' : 'Nothing fits'}
              actions={
                <>
                  {events.hasMore ? (
                    <Button look="primary" isBusy={events.isAskingMore} onClick={events.askMore}>
                      Look further back
                    </Button>
                  ) : null}
                  <Button onClick={() => setFilter(noFilter)}>Show everything</Button>
                </>
              }
            >
              {events.hasMore
                ? 'There is more audit before what has been looked through. Look further back, or ask for days.'
                : 'Nothing was done that fits what you look for. Look for less, or for other days.'}
              <ProblemLine problem={events.moreProblem} />
            </EmptyState>
          ) : (
            <div className="audit-columns">
              <AuditTable
                events={items}
                chosenId={chosenId}
                onChoose={setChosenId}
                foot={<MoreButton pages={events} />}
              />
              {chosen === undefined ? null : (
                <AuditDetails
                  event={chosen}
                  onRecord={(recordId) => setFilter({ ...noFilter, recordId })}
                  onClose={() => setChosenId(null)}
                />
              )}
            </div>
          )
        }
      </AskedContent>
      {isChecking ? <ChainDialog onClose={() => setChecking(false)} /> : null}
    </>
  );
}
