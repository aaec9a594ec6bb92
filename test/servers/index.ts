export { launchChromium, type TestChromium } from './chromium.ts';
export { type DovecotOptions, type DovecotUser, startDovecot, type TestDovecot } from './dovecot.ts';
export { openMailbox } from './mailbox-client.ts';
export { type PostfixOptions, type PostfixRoute, startPostfix, type TestPostfix } from './postfix.ts';
export { type PostgresPrograms, startPostgres, type TestPostgres } from './postgres.ts';
export { eventually, freePorts } from './private-folder.ts';
