import type { Schemas } from '../api/client';

export type Info = Schemas['ContentInfo'];

/** A long list, newest first, of which only those pages are here that were looked at. A place is counted from the oldest document, so that a new one moves no other. */
export class DocumentPages {
  total = 0;
  private readonly byPlace = new Map<number, Info>();
  private readonly placeOf = new Map<string, number>();

  /** The document at an index from the newest; undefined while it is not here. */
  at(index: number): Info | undefined {
    return this.byPlace.get(this.total - 1 - index);
  }

  has(id: string): boolean {
    return this.placeOf.has(id);
  }

  /** The first index of a range that is not here; null when all of it is. */
  gap(first: number, last: number): number | null {
    for (let index = Math.max(0, first); index <= Math.min(last, this.total - 1); index++) if (!this.at(index)) return index;
    return null;
  }

  /** Takes what the service lists from an index on. When it counts others than are known here, other pages cannot be trusted any more. */
  fill(offset: number, items: readonly Info[], total: number): void {
    if (total !== this.total) this.clear();
    this.total = total;
    items.forEach((item, at) => this.place(total - 1 - offset - at, item));
  }

  /** A document that is here has changed. */
  change(item: Info): void {
    const place = this.placeOf.get(item.id);
    if (place !== undefined) this.byPlace.set(place, item);
  }

  /** A new document: the newest. */
  add(item: Info): void {
    this.total++;
    this.place(this.total - 1, item);
  }

  /** A document that is here has gone: newer ones move up. */
  remove(id: string): void {
    const gone = this.placeOf.get(id);
    if (gone === undefined) return;
    const kept = [...this.byPlace].filter(([place]) => place !== gone);
    this.clear();
    this.total--;
    kept.forEach(([place, item]) => this.place(place > gone ? place - 1 : place, item));
  }

  private place(place: number, item: Info): void {
    const before = this.byPlace.get(place);
    if (before) this.placeOf.delete(before.id);
    this.byPlace.set(place, item);
    this.placeOf.set(item.id, place);
  }

  private clear(): void {
    this.byPlace.clear();
    this.placeOf.clear();
  }
}
