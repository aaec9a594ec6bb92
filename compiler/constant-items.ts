/** Values outside scripts, as center.yaml has them for variables: the rules of scripts, for constants alone. */
import { type Diagnostic, limits, type SetItem, type SourceText, type TypeName } from '../dsl/index.ts';
import type { Directory, DirectoryItem, DirectoryValue } from '../vm/index.ts';
import type { AnalysedScript, Constant, SetMember } from './analysis.ts';
import type { CheckContext } from './check/context.ts';
import { checkRange } from './check/operands.ts';
import { checkSet } from './check/sets.ts';
import { nameTable } from './names.ts';
import { mapTable } from './node-table.ts';

/** What a value can name: everything but variables. */
export type Nameable = Pick<Directory, 'skillsets' | 'agents' | 'responses' | 'reasons' | 'providers'>;

/** Reads values of one set of names. */
export interface ConstantReader {
  /**
   * Items of a type as the directory keeps them; the empty value is left out. `items` is undefined when there is a fault. Places point into `source`.
   */
  read(
    source: SourceText,
    items: readonly SetItem[],
    type: TypeName,
  ): {
    readonly items: readonly DirectoryItem[] | undefined;
    readonly diagnostics: readonly Diagnostic[];
  };
}

/** Looks the names over once for many values. */
export function constantReader(directory: Nameable): ConstantReader {
  const names = nameTable({ ...directory, variables: [] });
  return {
    read(source, items, type) {
      const script: AnalysedScript = {
        name: '',
        file: {
          kind: 'script-file',
          span: { start: 0, end: source.text.length },
          name: '',
          source,
          entry: [],
          sections: [],
          comments: [],
        },
        sections: new Map(),
        tables: {
          references: mapTable(),
          expressions: mapTable(),
          comparisons: mapTable(),
          sets: new Map(),
          wheres: new Map(),
          variables: new Set(),
        },
      };
      const { tables } = script;
      const met = { handler: false };
      const context: CheckContext = { names, strict: false, script, scripts: new Map(), tables, diagnostics: [], met };
      const set = checkSet(context, items, type, 'list');
      if (type === 'priority') checkPriorities(context, items);
      return {
        items: set?.members.flatMap((member) => directoryItem(context, member)),
        diagnostics: context.diagnostics,
      };
    },
  };
}

/** A priority is 1 to 6, or 0 for "not queued". */
function checkPriorities(context: CheckContext, items: readonly SetItem[]): void {
  for (const node of items.flatMap((item) => (item.kind === 'range' ? [item.low, item.high] : [item]))) {
    const info = context.tables.expressions.get(node);
    if (info?.constant?.kind === 'number' && info.constant.value !== 0)
      checkRange(context, node, info, 'the priority', limits.priorityHighest, limits.priorityLowest);
  }
}

function directoryItem(context: CheckContext, member: SetMember): readonly DirectoryItem[] {
  const { expressions } = context.tables;
  switch (member.kind) {
    case 'item': {
      const value = directoryValue(expressions.get(member.node)?.constant);
      return value === undefined ? [] : [value];
    }
    case 'range': {
      const low = directoryValue(expressions.get(member.low)?.constant);
      const high = directoryValue(expressions.get(member.high)?.constant);
      return low === undefined || high === undefined ? [] : [{ kind: 'range', low, high }];
    }
    case 'set-variable':
      return [];
  }
}

function directoryValue(constant: Constant | undefined): DirectoryValue | undefined {
  switch (constant?.kind) {
    case 'number':
    case 'string':
      return constant;
    case 'date':
      return {
        kind: 'date',
        ...(constant.year === undefined ? {} : { year: constant.year }),
        month: constant.month,
        day: constant.day,
      };
    case 'thing':
      return { kind: 'name', name: constant.name };
    case 'empty':
    case undefined:
      return undefined;
  }
}
