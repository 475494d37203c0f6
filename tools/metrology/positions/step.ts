// One step of a programme, checked: the tests it stands for on a bed.
import type { References } from '../typetest/run-points.ts';
import type { Task } from '../typetest/task.ts';
import type { TestBed } from '../typetest/test-bed.ts';

/** What several points compare with is measured once for all of them. */
export interface Step {
  tests(bed: TestBed, references: References): Task[];
}
