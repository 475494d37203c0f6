// A thread of the bench: tests the positions it is sent, and tells each point as it is found.
import { common, servePositions } from '../../meter/pool/position.ts';
import type { PointResult } from '../typetest/result.ts';
import { testPosition, type Batch } from './position.ts';
import type { PositionReport, Seat } from './position-report.ts';

const batch = common<Batch>();

servePositions<Seat, PositionReport, PointResult>((seat, note) => testPosition(batch, seat, note));
