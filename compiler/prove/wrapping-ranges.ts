/** Ranges of times, days, months and dates without a year that end before they begin (language §4). */
import type { RangeExpression } from '../../dsl/index.ts';
import type { AnalysedScript, Constant } from '../analysis.ts';
import { type ProofContext, placeIn, report, textIn } from './context.ts';

/** CCS3105. Numbers and dates with a year that do so are an error already. */
export function proveRange(context: ProofContext, script: AnalysedScript, range: RangeExpression): void {
  const { expressions } = script.tables;
  const low = orderOf(expressions.get(range.low)?.constant);
  const high = orderOf(expressions.get(range.high)?.constant);
  if (low === undefined || high === undefined || low <= high) return;
  report(context, 'CCS3105', placeIn(script.file, range.span), { range: textIn(script.file, range.span) });
}

function orderOf(constant: Constant | undefined): number | undefined {
  if (constant?.kind === 'number') return constant.value;
  return constant?.kind === 'date' && constant.year === undefined ? constant.month * 100 + constant.day : undefined;
}
