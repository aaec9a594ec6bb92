/** Versions of a site's scripts: every activation, newest first, and one of them whole. */

import type { Pool } from 'pg';
import type { ActivationRow, ImageRow } from '../../center/index.ts';
import { ask, transaction } from '../connection.ts';
import { type Found, selectStatement } from '../table.ts';
import { TABLES } from '../tables.ts';

/** Versions that are kept although no contact uses them, so that they can be activated again. */
export const VERSIONS_KEPT = 50;

export interface VersionLine extends Omit<ActivationRow, 'directory'> {
  /** Its image is still kept. */
  readonly kept: boolean;
}

/** The newest versions, at most `limit` (1..200). */
export async function listVersions(db: Pool, site: number, limit: number): Promise<readonly VersionLine[]> {
  const select = selectStatement(TABLES.activations).replace(
    ' from ',
    ', exists (select 1 from image i where i.hash = t.image) as kept from ',
  );
  const rows = await ask<Found>(db, 'listing the versions', {
    text: `${select} where t.site = $1 order by t.number desc limit $2`,
    values: [site, Math.max(1, Math.min(limit, 200))],
  });
  return rows.map((found) => {
    const { directory: _, ...row } = TABLES.activations.read(found);
    return { ...row, kept: found.kept === true };
  });
}

/** One version: its row, and its image while it is kept. */
export async function loadVersion(
  db: Pool,
  site: number,
  number: number,
): Promise<{ readonly row: ActivationRow; readonly image: ImageRow | undefined } | undefined> {
  const [found] = await ask<Found>(db, 'loading a version', {
    text: `${selectStatement(TABLES.activations)} where t.site = $1 and t.number = $2`,
    values: [site, number],
  });
  if (found === undefined) return undefined;
  const row = TABLES.activations.read(found);
  const [image] = await ask<Found>(db, 'loading an image', {
    text: `${selectStatement(TABLES.images)} where t.hash = $1`,
    values: [row.image],
  });
  return { row, image: image === undefined ? undefined : TABLES.images.read(image) };
}

/** The newest version that is exactly this one. */
export async function findVersion(
  db: Pool,
  site: number,
  image: string,
  directory: string,
): Promise<number | undefined> {
  const [found] = await ask<{ number: number | null }>(db, 'looking for a version', {
    text: 'select max(number) as number from activation where site = $1 and image = $2 and directory = $3',
    values: [site, image, directory],
  });
  return found?.number ?? undefined;
}

/**
 * Removes images that no contact runs and that are of none of a site's newest versions. Answers how many. The locks keep it apart from
 * commits, each of which holds its site's lease: an image that is being activated again must not go.
 */
export async function pruneImages(db: Pool): Promise<number> {
  return await transaction(db, 'removing old images', async (client) => {
    await client.query('select 1 from site_lease order by site for update');
    const { rowCount } = await client.query(
      `delete from image i where not exists (select 1 from activation a where a.image = i.hash and (` +
        `a.number > (select max(m.number) - $1 from activation m where m.site = a.site) or exists (` +
        `select 1 from contact c where c.site = a.site and c.activation = a.number and c.state <> 'Closed' and c.run_image is not null)))`,
      [VERSIONS_KEPT],
    );
    return rowCount ?? 0;
  });
}
