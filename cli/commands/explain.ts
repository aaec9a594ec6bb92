import { type OtherWay, otherWays, type QueueStep, queueSteps, type TraceRow } from '../../runtime/index.ts';
import type { ContactView, Wire } from '../../runtime/presentation/index.ts';
import { TRACE_LINES_KEPT } from '../../vm/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { compileFolder } from '../compile-folder.ts';
import { formatOption, homeOption } from '../options.ts';
import { colour, EXIT, Failure, type Format, print, printJson } from '../outcome.ts';
import { runningCentre } from '../running-centre.ts';
import { inOrder, lineText, otherWayText, queueText } from '../trace-text.ts';

interface Explanation {
  readonly contact: number;
  readonly state: string;
  readonly traces: readonly Wire<TraceRow>[];
  readonly events: Wire<ContactView>['events'];
  /** Queues entered and left, with the reason. */
  readonly queues: readonly QueueStep<string>[];
  /** The last branch on the way whose other side leads elsewhere, as far as the code tells. */
  readonly turning?: OtherWay;
}

export const define: DefineCommand = (command) =>
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
      const [seen, traces] = await Promise.all([
        centre.get(`/contacts/${contact}`),
        centre.get(`/contacts/${contact}/trace`),
      ]).catch((error: unknown) => {
        if (!(error instanceof Failure) || error.code !== 'not_found') throw error;
        throw new Failure(
          'not_found',
          `there is no contact ${contact}; the agents' page shows the numbers of contacts`,
        );
      });
      const { state, events } = seen as Wire<ContactView>;
      const rows = await withSourceLines(traces as readonly Wire<TraceRow>[], centre.folder);
      const [turning] = otherWays(
        rows.flatMap((row) => row.lines),
        events,
      );
      const found: Explanation = {
        contact: Number(contact),
        state,
        traces: rows,
        events,
        queues: queueSteps(events),
        ...(turning === undefined ? {} : { turning }),
      };
      if (options.format === 'json') printJson(found);
      else printExplanation(found);
    });

/** Source lines beside what ran, where the scripts in the folder still are the ones that ran. */
async function withSourceLines(traces: readonly Wire<TraceRow>[], folder: string): Promise<readonly Wire<TraceRow>[]> {
  const compiled = await compileFolder(folder, { show: 'nothing' }).catch(() => undefined);
  if (!compiled) return traces;
  return traces.map((trace) => {
    if (trace.image !== compiled.program.hash) return trace;
    return {
      ...trace,
      lines: trace.lines.map((line) =>
        line.text === undefined && line.line > 0
          ? { ...line, text: compiled.sourceLine(line.script, line.line) }
          : line,
      ),
    };
  });
}

/** Events that the queues entered and left tell already. */
const TOLD_BY_QUEUES = new Set(['queued', 'queue_left', 'priority_changed']);

/** Script lines, queues and history events in the order in which they happened. */
function printExplanation({ contact, state, traces, events, queues, turning }: Explanation): void {
  print(`${colour('bold', `contact ${contact}`)} is ${state}`);
  const places = traces.flatMap(({ lines }) => lines.map(({ script, line }) => `${script}:${line}`.length));
  const width = Math.max(8, ...places);
  const entries = inOrder({
    lines: traces.map((trace) => ({ at: trace.firstAt, lines: traceLines(trace, width) })),
    queues: queues.map((queue) => ({ at: queue.at, lines: [queueText(queue, '  ')] })),
    events: events
      .filter(({ kind }) => !TOLD_BY_QUEUES.has(kind))
      .map(({ at, kind, detail }) => ({
        at,
        kind,
        lines: [`  ${colour('magenta', kind.replaceAll('_', ' '))}${detail === '' ? '' : `: ${detail}`}`],
      })),
  });
  let shown = '';
  for (const { at, lines } of entries) {
    if (at !== shown) print(colour('dim', at));
    shown = at;
    for (const line of lines) print(line);
  }
  if (turning !== undefined) {
    print();
    for (const line of otherWayText(turning)) print(line);
  }
  if (traces.some((trace) => trace.lines.some(({ line, text }) => line > 0 && text === undefined)))
    print(colour('dim', 'lines without text ran in another version of the scripts than the folder holds now'));
}

function traceLines(trace: Wire<TraceRow>, width: number): readonly string[] {
  const gap = colour('dim', `  … ${trace.folded} lines that ran are not kept`);
  const lines = trace.lines.flatMap((line, i) =>
    trace.folded > 0 && i === TRACE_LINES_KEPT ? [gap, ...lineText(line, width)] : lineText(line, width),
  );
  if (trace.count > 1) lines.push(colour('dim', `  … the same ${trace.count} times in all, until ${trace.lastAt}`));
  return lines;
}
