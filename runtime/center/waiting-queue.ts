/**
 * One queue: the contacts that wait for a skillset or for an agent, by priority, then age. A contact that is offered keeps its
 * place (language §3) but is not to be had, so each priority has two lists: all places, and those that are free to be offered.
 */

import { SortedList } from './sorted-list.ts';
import type { Contact } from './state.ts';

/** A contact's place in a queue. `priority` and the contact's arrival do not change while the place is in the lists. */
export interface Place {
  readonly contact: Contact;
  readonly queue: WaitingQueue;
  priority: number;
  readonly sinceAt: number;
}

export const PRIORITIES = 6;

/** Age order: the contact that entered the centre first, then the smaller id. */
export function olderFirst(a: Contact, b: Contact): number {
  return a.arrivedAt - b.arrivedAt || a.id - b.id;
}

const byAge = (a: Place, b: Place): number => olderFirst(a.contact, b.contact);
const lists = (): SortedList<Place>[] => Array.from({ length: PRIORITIES }, () => new SortedList(byAge));

export class WaitingQueue {
  readonly kind: 'skillset' | 'agent';
  readonly id: number;
  readonly #all = lists();
  readonly #free = lists();
  #size = 0;

  constructor(kind: 'skillset' | 'agent', id: number) {
    this.kind = kind;
    this.id = id;
  }

  get size(): number {
    return this.#size;
  }

  add(place: Place): void {
    this.#list(this.#all, place).add(place);
    this.#size++;
    if (place.contact.offer === undefined) this.#list(this.#free, place).add(place);
  }

  remove(place: Place): void {
    if (this.#list(this.#all, place).delete(place)) this.#size--;
    this.#list(this.#free, place).delete(place);
  }

  /** The contact is offered: its place stays, but nobody else is given it. */
  hold(place: Place): void {
    this.#list(this.#free, place).delete(place);
  }

  /** The offer ended without acceptance: the contact is to be had again, with its age. */
  release(place: Place): void {
    this.#list(this.#free, place).add(place);
  }

  changePriority(place: Place, priority: number): void {
    this.remove(place);
    place.priority = priority;
    this.add(place);
  }

  /** The place that is offered next. */
  firstFree(): Place | undefined {
    for (const list of this.#free) {
      const first = list.first();
      if (first !== undefined) return first;
    }
    return undefined;
  }

  get freeCount(): number {
    return this.#free.reduce((sum, list) => sum + list.size, 0);
  }

  /** Contacts of equal or higher priority ahead of this contact, which need not wait here. */
  ahead(contact: Contact, priority: number): number {
    const place: Place = { contact, queue: this, priority, sinceAt: 0 };
    let count = this.#list(this.#all, place).rank(place);
    for (let i = 0; i < priority - 1; i++) count += (this.#all[i] as SortedList<Place>).size;
    return count;
  }

  /** The contact that entered the centre first of all that wait here. */
  oldest(): Contact | undefined {
    let oldest: Contact | undefined;
    for (const list of this.#all) {
      const contact = list.first()?.contact;
      if (contact !== undefined && (oldest === undefined || olderFirst(contact, oldest) < 0)) oldest = contact;
    }
    return oldest;
  }

  /** All places, most urgent first. */
  places(): Place[] {
    return this.#all.flatMap((list) => [...list]);
  }

  #list(lists: readonly SortedList<Place>[], place: Place): SortedList<Place> {
    return lists[place.priority - 1] as SortedList<Place>;
  }
}
