/** Gives a file of the store's suite its server: `CCMM_TEST_DATABASE_URL`, a role that may create databases. */
import { inject } from 'vitest';

process.env.CCMM_TEST_DATABASE_URL = inject('databaseUrl');
