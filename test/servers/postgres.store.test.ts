import { Client } from 'pg';
import { expect, it } from 'vitest';

it('the store’s suite has a server of its own, and an ordinary role in it', async () => {
  const client = new Client(process.env.CCMM_TEST_DATABASE_URL);
  await client.connect();
  const { rows } = await client.query(
    'SELECT rolsuper AS super, rolcreatedb AS creates FROM pg_roles WHERE rolname = current_user',
  );
  await client.end();
  expect(rows).toEqual([{ super: false, creates: true }]);
});
