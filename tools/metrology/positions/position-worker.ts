// A thread of the bench: tests the positions it is sent, and tells each point as it is found.
import { common, servePositions } from '../../meter/pool/position.ts';
import { testPosition, type Batch } from './position.ts';
import type { Begun, PositionReport } from './position-report.ts';
import type { Noted } from './run.ts';

const batch = common<Batch>();

servePositions<Begun, PositionReport, Noted>((begun, note) =>
  testPosition(batch, begun, (point, virtual_s) => note({ point, virtual_s })),
);
