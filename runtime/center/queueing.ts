/**
 * Into queues and out of them. A contact is in a queue exactly while it has a place there; counts that scripts read follow.
 */
import { CELL_WORDS, CELLS } from '../../vm/index.ts';
import { note, touch } from './batch.ts';
import type { Contact, State } from './state.ts';
import type { Place, WaitingQueue } from './waiting-queue.ts';

/** A queue's name as history and traces give it. */
export function queueName(state: State, queue: Pick<WaitingQueue, 'kind' | 'id'>): string {
  return state.names.nameOf(queue.kind, queue.id);
}

export function placeIn(contact: Contact, queue: WaitingQueue): Place | undefined {
  return contact.places.find((place) => place.queue === queue);
}

function countQueue(state: State, queue: WaitingQueue): void {
  if (queue.kind === 'skillset') state.cells[queue.id * CELL_WORDS + CELLS.queued] = queue.size;
}

/** Puts a place where a row says it is: no event, nothing to write. */
export function restorePlace(
  state: State,
  contact: Contact,
  queue: WaitingQueue,
  priority: number,
  sinceAt: number,
): void {
  const place: Place = { contact, queue, priority, sinceAt };
  contact.places.push(place);
  queue.add(place);
  countQueue(state, queue);
}

/** Queues a contact; one that waits there already keeps its place and its priority. Tells whether it is new there. */
export function enqueue(state: State, contact: Contact, queue: WaitingQueue, priority: number): boolean {
  if (placeIn(contact, queue) !== undefined) return false;
  restorePlace(state, contact, queue, priority, state.at);
  note(state, contact.id, 'queued', `${queueName(state, queue)}, priority ${priority}`);
  touch(state, contact);
  state.contactsToMatch.add(contact);
  return true;
}

/** Takes a contact out of one queue. */
export function leaveQueue(state: State, place: Place, why: string): void {
  const { contact, queue } = place;
  queue.remove(place);
  contact.places.splice(contact.places.indexOf(place), 1);
  countQueue(state, queue);
  note(state, contact.id, 'queue_left', why === '' ? queueName(state, queue) : `${queueName(state, queue)}: ${why}`);
  touch(state, contact);
}

/** Takes a contact out of all its queues, as when it is accepted or closed; the history says that by itself. */
export function leaveAllQueues(state: State, contact: Contact): void {
  for (const place of contact.places) {
    place.queue.remove(place);
    countQueue(state, place.queue);
  }
  if (contact.places.length > 0) touch(state, contact);
  contact.places = [];
  state.contactsToMatch.delete(contact);
}

/** A new priority in one queue; the place follows the contact's age there. */
export function changePriority(state: State, place: Place, priority: number): void {
  if (place.priority === priority) return;
  place.queue.changePriority(place, priority);
  note(state, place.contact.id, 'priority_changed', `${queueName(state, place.queue)}, priority ${priority}`);
  touch(state, place.contact);
}
