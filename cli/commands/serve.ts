import { readFile } from 'node:fs/promises';
import type { DefineCommand } from '../command-row.ts';
import { homeOption } from '../options.ts';
import { EXIT, Failure } from '../outcome.ts';
import { LOG_LEVELS, type LogLevel } from '../serve/log.ts';
import { runCentre } from '../serve/run-centre.ts';

interface Options {
  readonly home?: string;
  readonly database?: string;
  readonly migrate?: boolean;
  readonly listen: string;
  readonly names?: string;
  readonly smtp: string;
  readonly smtpAllow?: string;
  readonly behindProxy?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly demo?: boolean;
  readonly secondTier?: boolean;
  readonly log: LogLevel;
}

export const define: DefineCommand = (command) =>
  command
    .argument('[dir]', "the centre's folder", '.')
    .addOption(homeOption())
    .option('--database <url>', 'your own PostgreSQL instead of the embedded one (default: $CCMM_DATABASE_URL)')
    .option('--migrate', 'bring that database’s tables to this version first')
    .option(
      '--listen <host[:port]>',
      'where the pages and services listen; beyond loopback it needs TLS or --behind-proxy, and --names',
      '127.0.0.1',
    )
    .option('--names <hosts>', 'names that browsers use for this centre, separated by commas')
    .option('--smtp <host[:port]>', 'where mail is taken for mailboxes with the source smtp', '127.0.0.1')
    .option(
      '--smtp-allow <addresses>',
      'who may hand mail over beyond loopback, separated by commas (10.0.0.7, 10.0.0.0/8); without it STARTTLS is demanded, with --tls-cert and --tls-key',
    )
    .option('--behind-proxy', 'a proxy in front does TLS')
    .option('--tls-cert <file>', 'certificate chain, PEM')
    .option('--tls-key <file>', 'its key, PEM')
    .option(
      '--demo',
      'demonstration: log-ins are made and printed, answers go to a page instead of a mail server, a sample mail is sent',
    )
    .option('--second-tier', 'make JavaScript of scripts that run often (100,000 times); changes no result')
    .option('--log <level>', LOG_LEVELS.join(', '), 'warn')
    .action(async (dir: string, options: Options) => {
      if (!LOG_LEVELS.includes(options.log))
        throw new Failure('bad_level', `--log ${options.log}: one of ${LOG_LEVELS.join(', ')}`, EXIT.usage);
      if ((options.tlsCert === undefined) !== (options.tlsKey === undefined))
        throw new Failure('tls_incomplete', '--tls-cert and --tls-key go together', EXIT.usage);
      const listen = readAddress(options.listen, '--listen');
      const smtp = readAddress(options.smtp, '--smtp');
      const database = options.database ?? process.env.CCMM_DATABASE_URL;
      process.exitCode = await runCentre({
        dir,
        home: options.home,
        databaseUrl: database === '' ? undefined : database,
        migrate: options.migrate === true,
        listen,
        smtp,
        smtpAllow: options.smtpAllow?.split(',').map((address) => address.trim()) ?? [],
        names: options.names?.split(',').map((name) => name.trim()) ?? [],
        behindProxy: options.behindProxy === true,
        tls:
          options.tlsCert === undefined || options.tlsKey === undefined
            ? undefined
            : { cert: await readFile(options.tlsCert, 'utf8'), key: await readFile(options.tlsKey, 'utf8') },
        demo: options.demo === true,
        secondTier: options.secondTier === true,
        logLevel: options.log,
      });
    });

/** `host`, `host:port`, `[v6]:port`, `:port`. */
function readAddress(text: string, option: string): { readonly host: string; readonly port: number | undefined } {
  const match = /^(?:\[([0-9A-Fa-f:]+)\]|([^:\s]*))(?::(\d{1,5}))?$/.exec(text);
  const port = match?.[3] === undefined ? undefined : Number(match[3]);
  if (!match || (port !== undefined && port > 65_535))
    throw new Failure('bad_address', `${option} ${text}: write host, host:port or [address]:port`, EXIT.usage);
  return { host: match[1] ?? (match[2] === '' || match[2] === undefined ? '127.0.0.1' : match[2]), port };
}
