/**
 * Writes what a run of vitest came to as JSON, for the one line at the end. Counted as failed beside failed tests: a file
 * or hook that failed outside its tests, an error that nothing caught, and a skipped test, because nothing here is skipped.
 */
import { writeFileSync } from 'node:fs';

export class CountingReporter {
  constructor(path) {
    this.path = path;
  }

  onTestRunEnd(modules, unhandled, reason) {
    const failed = unhandled.map((error) => `unhandled error: ${error.message}`);
    let passed = 0;
    for (const module of modules) {
      const where = `[${module.project.name}] ${module.relativeModuleId}`;
      const groups = [module, ...module.children.allSuites()];
      for (const group of groups) {
        for (const error of group.errors()) failed.push(`${where}: ${error.message}`);
      }
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else failed.push(`${where} > ${test.fullName}${state === 'failed' ? '' : ` (${state})`}`);
      }
    }
    if (reason === 'interrupted') failed.push('the run was interrupted');
    writeFileSync(this.path, JSON.stringify({ passed, failed }));
  }
}
