// A thread of the accuracy figures: measures the units it is sent, one after the other.
import { servePositions } from '../meter/pool/position.ts';
import type { UnitResult } from './accuracy-run.ts';
import { unitRows, type UnitTask } from './accuracy-units.ts';
import { threadCpu_s } from './cpu-time.ts';

servePositions<UnitTask, UnitResult>(async (task) => {
  const before_s = threadCpu_s();
  const rows = await unitRows(task);
  return { task, rows: rows.all, cpu_s: threadCpu_s() - before_s };
});
