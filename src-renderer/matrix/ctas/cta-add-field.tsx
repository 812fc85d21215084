import { Autocomplete } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

import type { CtaPlace } from '#shared/matrix/ctas/cta-edits.ts';
import { isSameName, nameKey } from '#shared/matrix/ctas/cta-rules.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

export type CtaAddFieldProps = {
  readonly model: ProjectModel;
  readonly place: CtaPlace;
  readonly label: string;
  readonly start: string;
  readonly onAdd: (name: string) => void;
  /** `isLeft` when the focus has gone elsewhere by itself. */
  readonly onClose: (isLeft: boolean) => void;
};

const offersMax = 8; // As many as can be looked over while typing.

/** Types a verb into a cell; Enter adds it and waits for the next. What the object has for other roles is offered to be shared. */
export function CtaAddField({ model, place, label, start, onAdd, onClose }: CtaAddFieldProps) {
  const [name, setName] = useState(start);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const offers = (model.ctasByObject.get(place.objectId) ?? [])
    .filter(({ id }) => place.roleId !== null && model.roleIdsByCta.get(id)?.has(place.roleId) !== true)
    .map((cta) => cta.name)
    .filter((offered, index, all) => all.findIndex((other) => isSameName(other, offered)) === index)
    .filter((offered) => nameKey(offered).includes(nameKey(name)))
    .slice(0, offersMax);
  const isShared = offers.some((offered) => isSameName(offered, name));

  function add(typed: string): void {
    if (typed.trim() === '') return;
    onAdd(typed);
    setName('');
  }

  return (
    <Autocomplete
      className="cta-add"
      size="xs"
      aria-label={label}
      placeholder="Type a verb"
      maxLength={255}
      dir="auto"
      ref={field}
      value={name}
      data={
        offers.length === 0 ? [] : [{ group: isShared ? 'Enter shares it' : 'Share with this role', items: offers }]
      }
      filter={({ options }) => options}
      comboboxProps={{ width: 220, position: 'bottom-start' }}
      onChange={setName}
      onOptionSubmit={(offered) => {
        add(offered);
        // The field puts the chosen text in after this.
        queueMicrotask(() => setName(''));
      }}
      onBlur={() => {
        add(name);
        onClose(true);
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        const isOption = event.currentTarget.getAttribute('aria-activedescendant') !== null;
        if (event.key === 'Enter' && !event.nativeEvent.isComposing && !isOption) {
          event.preventDefault();
          add(name);
        } else if (event.key === 'Escape') {
          event.preventDefault();
          setName('');
          onClose(false);
        }
      }}
    />
  );
}
