/** The running centre's log: JSON lines on stderr for machines, one short line for people on a terminal. */
import pino from 'pino';
import type { Log } from '../../runtime/center/ports.ts';
import { colour } from '../outcome.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What must never be written, wherever it turns up in a log's fields. */
const SECRET_FIELDS = ['password', 'secret', 'token', 'authorization', 'cookie', 'pass'];

export function serveLog(level: LogLevel): Log {
  const redact = { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '***' };
  const stream = process.stderr.isTTY
    ? { write: (line: string) => void process.stderr.write(forPeople(line)) }
    : pino.destination({ dest: 2, sync: true });
  return pino(
    {
      level,
      base: null,
      redact,
      serializers: { error: pino.stdSerializers.err },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    stream,
  ) as unknown as Log;
}

const LEVEL_COLOURS = { 20: 'dim', 30: 'dim', 40: 'yellow', 50: 'red' } as const;

function forPeople(line: string): string {
  const { level, time, msg, error, ...fields } = JSON.parse(line) as {
    level: keyof typeof LEVEL_COLOURS;
    time: string;
    msg: string;
    error?: { message?: string };
  };
  const rest = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  if (error?.message !== undefined) rest.push(error.message);
  return `${colour('dim', time.slice(11, 19), process.stderr)} ${colour(LEVEL_COLOURS[level], msg, process.stderr)}${rest.length === 0 ? '' : ` (${rest.join(', ')})`}\n`;
}
