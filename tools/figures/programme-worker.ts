// A thread of the programme figure: one meter of the bench through its whole type test, adjusted first where it is a modelled one.
import { common, servePositions } from '../meter/pool/position.ts';
import { programmeOf } from '../metrology/typetest/index.ts';
import { adjustByProcedure } from '../metrology/typetest/procedure.ts';
import { bedFor, PLACE } from '../metrology/typetest/usual-beds.ts';
import type { SensorKind } from '../signals/afe/sensors.ts';
import { randomUnit } from '../signals/afe/unit.ts';

/** What all meters of the bench have before them. */
export interface Bench {
  readonly sensor: SensorKind | 'ideal';
}

export interface Tested {
  readonly virtual_s: number;
  readonly points: number;
  readonly failed: readonly string[];
}

const { sensor } = common<Bench>();

servePositions<number, Tested>(async (seed) => {
  const bed = bedFor('3p4w', sensor === 'ideal' ? undefined : randomUnit(seed, sensor));
  if (bed.options.unit) await adjustByProcedure(bed, PLACE);
  const failed: string[] = [];
  const tasks = programmeOf(bed, ['all']);
  for (const task of tasks) if (!(await task.run()).pass) failed.push(task.name);
  return { virtual_s: bed.virtual_s, points: tasks.length, failed };
});
