import { Sparkles } from 'lucide-react';

import { isStoryMissing, storyTemplate } from '#shared/matrix/ctas/cta-rules.ts';
import type { CtaRecord } from '#shared/matrix/cta-entities.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { Button } from '../../ui/button.tsx';
import { EditText } from '../nested-matrix/edit-text.tsx';

export type CtaStorySectionProps = {
  readonly model: ProjectModel;
  readonly cta: CtaRecord;
  readonly isEditable: boolean;
  readonly onChange: (patch: ModelPatch<'cta'>, undoGroup?: string) => void;
};

/** Who wants what, and why. The template is one press away, and the story is then typed over it. */
export function CtaStorySection({ model, cta, isEditable, onChange }: CtaStorySectionProps) {
  const roles = model.roles.filter(({ id }) => model.roleIdsByCta.get(cta.id)?.has(id) === true);
  const template = storyTemplate({
    role: roles[0]?.name ?? '',
    verb: cta.name,
    object: model.tables.object.get(cta.objectId)?.name ?? '',
  });
  return (
    <section className="panel-section" aria-label="User story">
      <div className="panel-section-head">
        <h3>User story</h3>
        {isEditable && cta.userStory.trim() === '' ? (
          <Button look="soft" icon={Sparkles} onClick={() => onChange({ userStory: template })}>
            Start from the template
          </Button>
        ) : null}
        {/* In the head, where it comes and goes without moving what is below. */}
        {cta.userStory !== '' && isStoryMissing(cta) ? (
          <span className="panel-note">The reason is still to be told</span>
        ) : null}
      </div>
      <EditText
        label="User story"
        isMultiline
        placeholder={template}
        value={cta.userStory}
        isReadOnly={!isEditable}
        onCommit={(userStory, undoGroup) => onChange({ userStory }, undoGroup)}
      />
    </section>
  );
}
