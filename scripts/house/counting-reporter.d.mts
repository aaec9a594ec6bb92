import type { Reporter } from 'vitest/node';

export class CountingReporter implements Reporter {
  constructor(path: string);
  onTestRunEnd: NonNullable<Reporter['onTestRunEnd']>;
}
