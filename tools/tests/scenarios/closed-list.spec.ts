// The closed lists: what is no command of a port is refused, counted, and changes nothing; what is too much of one likewise.
import { describe, expect, it } from 'vitest';
import { FRAME_REQUEST, MESSAGES, type MessageName } from '../../../shared-protocol/generated/ts/protocol.ts';
import { encodeFrame } from '../../records/framing.ts';
import { feed, idle, IN_PROCESS, registersNow, withMeter } from '../../meter/targets/with-meter.ts';
import type { Meter } from '../../meter/meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
