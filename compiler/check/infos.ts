/** Rows of nodes. There are some hundred thousand nodes in a set and most are like others, so that one row serves all that are alike. */
import type { TypeName } from '../../dsl/index.ts';
import type { ComparisonInfo, ExpressionInfo } from '../analysis.ts';

const plainInfos = new Map<TypeName, ExpressionInfo>();

/** The row of a value of which only the type is known. */
export function plain(type: TypeName): ExpressionInfo {
  let info = plainInfos.get(type);
  if (info === undefined) {
    info = { type };
    plainInfos.set(type, info);
  }
  return info;
}

/** Numbers below this one have rows that are kept; the minutes of a day are such. */
const KEPT = 24 * 60;

const keptInfos = () => new Array<ExpressionInfo | undefined>(KEPT).fill(undefined);

const numberInfos = { integer: keptInfos(), time: keptInfos(), day: keptInfos(), month: keptInfos() };

/** The row of a literal that is a number. */
export function numberInfo(type: keyof typeof numberInfos, value: number): ExpressionInfo {
  const kept = numberInfos[type];
  let info = kept[value];
  if (info === undefined) {
    info = { type, constant: { kind: 'number', value } };
    if (value >= 0 && value < KEPT) kept[value] = info;
  }
  return info;
}

const comparisonInfos = {
  item: new Map<TypeName, ComparisonInfo>(),
  set: new Map<TypeName, ComparisonInfo>(),
};

/** The row of a comparison on which no address stands. */
export function comparisonInfo(type: TypeName, right: ComparisonInfo['right']): ComparisonInfo {
  let info = comparisonInfos[right].get(type);
  if (info === undefined) {
    info = { type, right, caseless: false, ccAddress: undefined };
    comparisonInfos[right].set(type, info);
  }
  return info;
}
