/** Alarms: one open row for each code and contact, however often it is raised. */
import { present, reader } from '../table.ts';
import type { Page } from './contacts-list.ts';
import { clean, limitOf, type QueryContext, rowsOf } from './context.ts';

export interface Alarm {
  readonly id: number;
  readonly code: string;
  readonly detail: string;
  readonly contact?: number;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly clearedAt?: number;
}

export interface AlarmPage {
  readonly alarms: readonly Alarm[];
  readonly next?: number;
}

/** Raises an alarm; one that is open already counts on, with the newest detail. */
export async function raiseAlarm(
  { db, site }: QueryContext,
  alarm: { readonly code: string; readonly detail: string; readonly contact?: number; readonly at: number },
): Promise<void> {
  const insert = db('alarm')
    .insert({
      site,
      code: alarm.code,
      detail: clean(alarm.detail),
      contact: alarm.contact ?? null,
      first_at: alarm.at,
      last_at: alarm.at,
    })
    .onConflict(db.raw('(site, code, coalesce(contact, 0)) where cleared_at is null') as never)
    .merge({
      detail: db.raw('excluded.detail'),
      last_at: db.raw('excluded.last_at'),
      count: db.raw('alarm.count + 1'),
    } as never);
  await rowsOf('raising an alarm', insert);
}

/** Clears the open alarms of a code; of one contact if given. Says how many. */
export async function clearAlarm(
  { db, site }: QueryContext,
  code: string,
  at: number,
  contact?: number,
): Promise<number> {
  const query = db('alarm').where({ site, code }).whereNull('cleared_at');
  if (contact !== undefined) query.where({ contact });
  return (await rowsOf('clearing an alarm', query.update({ cleared_at: at }).returning('id'))).length;
}

/** Newest first; only open ones unless `all`. */
export async function listAlarms(
  { db, site }: QueryContext,
  page: Page & { readonly all?: boolean } = {},
): Promise<AlarmPage> {
  const limit = limitOf(page.limit, 100, 500);
  const query = db('alarm').where({ site });
  if (page.all !== true) query.whereNull('cleared_at');
  if (page.before !== undefined) query.where('id', '<', page.before);
  const rows = await rowsOf('listing alarms', query.orderBy('id', 'desc').limit(limit + 1));
  const alarms = rows.slice(0, limit).map((found) => {
    const is = reader(found);
    return {
      id: is.number('id'),
      code: is.text('code'),
      detail: is.text('detail'),
      count: is.number('count'),
      firstAt: is.number('first_at'),
      lastAt: is.number('last_at'),
      ...present({ contact: is.maybeNumber('contact'), clearedAt: is.maybeNumber('cleared_at') }),
    };
  });
  return { alarms, ...(rows.length > limit ? { next: alarms.at(-1)!.id } : {}) };
}
