/**
 * What the statistics of language §6 need of one skillset: the contacts answered in it, in the order in which they were. They
 * come from accepted offers, which are rows, so a core made again from rows says the same.
 */
import { SECOND } from './local-time.ts';

/** AVERAGE SPEED ANSWER and EXPECTED WAIT TIME look back this far. */
export const WINDOW_S = 600;
/** Answers older than this are forgotten; "today" is at most 25 hours long. */
const KEPT_S = 48 * 3_600;

export class SkillsetStatistics {
  #at: number[] = [];
  #waitS: number[] = [];
  /** First index inside the window, and the sum of waits from there on. */
  #windowFrom = 0;
  #windowSumS = 0;
  /** What `today` counted last. */
  #day = { startAt: -1, thresholdS: -1, upTo: 0, within: 0, total: 0 };

  /** A contact was answered at a moment not before any other's. */
  answered(at: number, waitS: number): void {
    this.#at.push(at);
    this.#waitS.push(waitS);
    this.#windowSumS += waitS;
    if (this.#at.length > 1_024 && (this.#at[this.#at.length >> 1] as number) < at - KEPT_S * SECOND) this.#forget();
  }

  /** Contacts answered in the last 10 minutes, and their waits. */
  window(at: number): { readonly count: number; readonly waitS: number } {
    const from = at - WINDOW_S * SECOND;
    while (this.#windowFrom < this.#at.length && (this.#at[this.#windowFrom] as number) <= from) {
      this.#windowSumS -= this.#waitS[this.#windowFrom] as number;
      this.#windowFrom++;
    }
    return { count: this.#at.length - this.#windowFrom, waitS: this.#windowSumS };
  }

  /** Contacts answered since the day began, and how many within the threshold. */
  today(dayStartAt: number, thresholdS: number): { readonly within: number; readonly total: number } {
    let day = this.#day;
    if (day.startAt !== dayStartAt || day.thresholdS !== thresholdS) {
      day = { startAt: dayStartAt, thresholdS, upTo: this.#firstSince(dayStartAt), within: 0, total: 0 };
      this.#day = day;
    }
    for (; day.upTo < this.#at.length; day.upTo++) {
      day.total++;
      if ((this.#waitS[day.upTo] as number) <= thresholdS) day.within++;
    }
    return day;
  }

  #firstSince(at: number): number {
    let low = 0;
    let high = this.#at.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#at[middle] as number) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Half of what is kept is too old: it goes. */
  #forget(): void {
    const half = this.#at.length >> 1;
    for (let i = this.#windowFrom; i < half; i++) this.#windowSumS -= this.#waitS[i] as number;
    this.#at = this.#at.slice(half);
    this.#waitS = this.#waitS.slice(half);
    this.#windowFrom = Math.max(0, this.#windowFrom - half);
    this.#day = { startAt: -1, thresholdS: -1, upTo: 0, within: 0, total: 0 };
  }
}

/** How many contacts arrived in the last minute. */
export class RecentArrivals {
  #at: number[] = [];
  #from = 0;

  add(at: number): void {
    this.#at.push(at);
    if (this.#from > 4_096 && this.#from * 2 > this.#at.length) {
      this.#at = this.#at.slice(this.#from);
      this.#from = 0;
    }
  }

  /** Arrivals later than a minute before `at`. */
  count(at: number): number {
    const from = at - 60 * SECOND;
    while (this.#from < this.#at.length && (this.#at[this.#from] as number) <= from) this.#from++;
    return this.#at.length - this.#from;
  }
}
