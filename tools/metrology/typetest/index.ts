// What others may use of the type test: its programme, test by test, and what a test reports.
export { programmeOf, type Group, type Task } from './typetest.ts';
export type { PointResult } from './result.ts';
