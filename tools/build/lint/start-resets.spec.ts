// A reset that is left out of the start, and a file with state that has none, are told by name.
import { describe, expect, it } from 'vitest';
import { forgottenResets } from './start-resets.ts';

const INDEX = 'export function start(cause: i32): i32 {\n  resetAll();\n  return 0;\n}\n';
const ALL = 'export function resetAll(): void {\n  resetClock();\n}\n';
const CLOCK = '// Time.\nlet now_us: i64 = 0;\nexport function resetClock(): void {\n  now_us = 0;\n}\n';

const complaints = (files: Record<string, string>, exempt = {}) =>
  forgottenResets(new Map(Object.entries({ 'index.ts': INDEX, 'all.ts': ALL, ...files })), exempt);

describe('A start', () => {
  it('that reaches every reset meets no complaint, however far away it is', () => {
    expect(complaints({ 'clock.ts': CLOCK })).toEqual([]);
  });

  it('is told the reset it does not reach', () => {
    const port = 'export function resetPort(): void {\n  store<i32>(0, 0);\n}\n';
    expect(complaints({ 'clock.ts': CLOCK, 'port.ts': port })).toEqual([
      { file: 'port.ts', line: 1, name: 'resetPort()' },
    ]);
  });

  it('is told a file that keeps state and has no reset', () => {
    const meter = 'let count: i32 = 0;\nexport function step(): void {\n  count = count + 1;\n}\n';
    const files = { 'clock.ts': CLOCK, 'meter.ts': meter };
    expect(complaints(files)).toEqual([{ file: 'meter.ts', line: 1, name: 'count' }]);
    expect(complaints(files, { 'meter.ts': 'a result' })).toEqual([]);
  });

  it('does not take a comparison, a comment or a field of that name for a reset', () => {
    const clock = CLOCK.replace('  now_us = 0;', '  // now_us = 0\n  if (now_us == 0) p.now_us = 1;');
    expect(complaints({ 'clock.ts': clock })).toEqual([{ file: 'clock.ts', line: 2, name: 'now_us' }]);
  });
});
