import type { TraceRow } from '../../runtime/index.ts';
import type { CommandRow } from '../command-row.ts';
import { iso } from '../durations.ts';
import { formatOption, homeOption } from '../options.ts';
import { colour, EXIT, Failure, type Format, print, printJson } from '../outcome.ts';
import { runningCentre } from '../running-centre.ts';

interface Explanation {
  readonly contact: number;
  readonly state: string;
  readonly traces: readonly TraceRow[];
  readonly events: readonly { readonly at: number; readonly kind: string; readonly detail: string }[];
}

export const explain: CommandRow = {
  name: 'explain',
  summary:
    'why a contact is where it is: the lines that ran, the values they read, its queues, the candidates that lost',
  example: ['ccmm explain 17', 'ccmm explain 17 --format json'],
  define: (command) =>
    command
      .argument('<contact>', "the contact's number")
      .addOption(homeOption())
      .addOption(formatOption())
      .action(async (contact: string, options: { home?: string; format: Format }) => {
        if (!/^[1-9]\d{0,15}$/.test(contact))
          throw new Failure(
            'bad_contact',
            `${contact} is no contact's number; ccmm status and the agents' page show numbers`,
            EXIT.usage,
          );
        const centre = await runningCentre(options.home);
        const found = (await centre.get(`/contacts/${contact}/explanation`)) as Explanation;
        if (options.format === 'json') printJson(found);
        else printExplanation(found);
      }),
};

/** Script lines and history events in the order in which they happened. */
function printExplanation({ contact, state, traces, events }: Explanation): void {
  print(`${colour('bold', `contact ${contact}`)} is ${state}`);
  const entries = [
    ...traces.map((trace) => ({ at: trace.firstAt, lines: traceLines(trace) })),
    ...events.map((event) => ({
      at: event.at,
      lines: [
        `  ${colour('magenta', event.kind.replaceAll('_', ' '))}${event.detail === '' ? '' : `: ${event.detail}`}`,
      ],
    })),
  ].sort((a, b) => a.at - b.at);
  let shown = '';
  for (const { at, lines } of entries) {
    const time = iso(at);
    if (time !== shown) print(colour('dim', time));
    shown = time;
    for (const line of lines) print(line);
  }
}

function traceLines(trace: TraceRow): readonly string[] {
  const lines = trace.lines.flatMap((line) => {
    const values = (line.values ?? [])
      .map(({ name, value }) => `${name} = ${typeof value === 'string' ? JSON.stringify(value) : value}`)
      .join(', ');
    const own = `  ${colour('cyan', `${line.script}:${line.line}`)}  ${line.text ?? ''}${values === '' ? '' : colour('yellow', `  [${values}]`)}`;
    return [
      own,
      ...(line.candidates ?? []).map((candidate) => colour('dim', `      ${candidate.agent}: ${candidate.lost}`)),
    ];
  });
  if (trace.folded > 0) lines.push(colour('dim', `  … ${trace.folded} lines folded`));
  if (trace.count > 1)
    lines.push(colour('dim', `  … the same ${trace.count} times in all, until ${iso(trace.lastAt)}`));
  return lines;
}
