/** Something for each record: two steps by texts that are there already, since to join them to one key costs more than both. */
export class ByRecord<T> {
  readonly #byEntity = new Map<string, Map<string, T>>();

  get(entity: string, id: string): T | undefined {
    return this.#byEntity.get(entity)?.get(id);
  }

  set(entity: string, id: string, value: T): void {
    const byId = this.#byEntity.get(entity);
    if (byId === undefined) this.#byEntity.set(entity, new Map([[id, value]]));
    else byId.set(id, value);
  }
}
