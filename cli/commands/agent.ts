import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import type { AgentView } from '../../runtime/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { formatOption, homeOption } from '../options.ts';
import { EXIT, Failure, type Format, print, printJson } from '../outcome.ts';
import { runningCentre } from '../running-centre.ts';

/** Shorter ones are guessed; the log-in limit makes longer ones safe. */
const PASSWORD_MIN = 10;

export const define: DefineCommand = (command) => {
  command
    .command('list')
    .description('agents with their states')
    .addOption(homeOption())
    .addOption(formatOption())
    .action(async (options: { home?: string; format: Format }) => {
      const centre = await runningCentre(options.home);
      const agents = (await centre.get('/agents')) as readonly AgentView[];
      if (options.format === 'json') return printJson(agents);
      for (const one of agents)
        print(
          `${one.login}  ${one.name} (${one.id}): ${one.state.replaceAll('_', ' ')}${one.reason === undefined ? '' : `, ${one.reason}`}; ${one.open.length} open`,
        );
    });
  command
    .command('password')
    .description('set a password: a random one, printed once, or one from standard input')
    .argument('<login>')
    .option('--stdin', 'read the password from standard input')
    .option('--role <role>', 'agent, supervisor or administrator (default: as it is)')
    .addOption(homeOption())
    .action(async (login: string, options: { stdin?: boolean; role?: string; home?: string }) => {
      const centre = await runningCentre(options.home);
      const password = options.stdin ? await passwordFromStdin() : randomBytes(12).toString('base64url');
      await centre.post(`/agents/${encodeURIComponent(login)}/password`, {
        password,
        ...(options.role === undefined ? {} : { role: options.role }),
      });
      print(options.stdin ? `${login} has a new password` : `${login}'s new password: ${password}`);
    });
  for (const [name, kind, summary] of STATES) {
    command
      .command(name)
      .description(summary)
      .argument('<login>')
      .option('--reason <words>', 'shown to supervisors')
      .addOption(homeOption())
      .action(async (login: string, options: { reason?: string; home?: string }) => {
        const centre = await runningCentre(options.home);
        await centre.post(`/agents/${encodeURIComponent(login)}/state`, {
          kind,
          ...(options.reason === undefined ? {} : { reason: options.reason }),
        });
        print(`${login}: ${name}`);
      });
  }
};

const STATES = [
  ['not-ready', 'not_ready', 'make an agent not ready'],
  ['log-out', 'log_out', 'log an agent out; their contacts stay theirs'],
] as const;

async function passwordFromStdin(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    lines.close();
    if (line.length < PASSWORD_MIN)
      throw new Failure('password_short', `a password needs at least ${PASSWORD_MIN} characters`, EXIT.usage);
    return line;
  }
  throw new Failure('no_password', 'standard input held no password', EXIT.usage);
}
