import { client } from '../../rpc/client.ts';
import { AskedContent } from '../asked-content.tsx';
import { formatDay } from '../format-moment.ts';
import { SectionHead } from '../section-head.tsx';
import { useAsked } from '../use-asked.ts';
import type { SectionProps } from '../viewer.ts';
import { BillingBlock } from './billing-block.tsx';
import { NameForm } from './name-form.tsx';
import { OtherSettings } from './other-settings.tsx';
import { SessionSettings } from './session-settings.tsx';

/** The organisation itself: how it is called, its settings, whom it is billed to. */
export function OrganisationSection({ viewer }: SectionProps) {
  const tenant = useAsked('tenant', async (signal) => await client.server.tenant.current({}, { signal }));
  const mayEdit = viewer.may('tenant:edit');
  return (
    <>
      <SectionHead
        title="Organisation"
        note="How it is called, what holds for everybody in it, and whom it is billed to."
      />
      <AskedContent asked={tenant} label="Loading the organisation">
        {(known) => (
          <div className="admin-blocks">
            <section className="admin-block" aria-labelledby="organisation-name">
              <h2 id="organisation-name">Name</h2>
              <NameForm
                key={`${known.name} ${known.slug}`}
                name={known.name}
                slug={known.slug}
                mayEdit={mayEdit}
                onDone={tenant.askAgain}
              />
              <p className="admin-block-note">
                {known.status === 'active' ? 'It is open' : `It is ${known.status}`}, since {formatDay(known.createdAt)}
                .
              </p>
            </section>
            <SessionSettings config={known.config} mayEdit={mayEdit} onDone={tenant.askAgain} />
            <OtherSettings config={known.config} mayEdit={mayEdit} onDone={tenant.askAgain} />
            {mayEdit ? <BillingBlock /> : null}
          </div>
        )}
      </AskedContent>
    </>
  );
}
