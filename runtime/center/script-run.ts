/**
 * A contact's script, running or suspended. Of its machine it keeps the record in the slab alone: thousands of scripts stand suspended, and
 * a handle each would add two thirds to what the slab holds of them.
 */
import { Machine, type MachineSlab } from '../../vm/index.ts';

/** Where and until when a script is suspended. */
export interface Suspension {
  readonly waitPoint: string;
  readonly provider?: number | undefined;
  readonly wakeAt: number;
}

const NOT_YET: Suspension = { waitPoint: '', wakeAt: 0 };

export class Run {
  waitPoint: string;
  provider: number | undefined;
  wakeAt: number;
  readonly startedAt: number;
  readonly #slab: MachineSlab;
  readonly #record: number;

  constructor({ slab, record }: Machine, startedAt: number, { waitPoint, provider, wakeAt }: Suspension = NOT_YET) {
    this.waitPoint = waitPoint;
    this.provider = provider;
    this.wakeAt = wakeAt;
    this.startedAt = startedAt;
    this.#slab = slab;
    this.#record = record;
  }

  /** A handle on the machine, made each time. */
  get machine(): Machine {
    return new Machine(this.#slab, this.#record);
  }
}
