// What the pins of both emulated boards see of their surroundings.
import { SLOT_NAMES, type Surroundings } from '../conductor/surroundings.ts';
import type { ManagementBoard } from './management-board.ts';
import type { MeteringBoard } from './metering-board.ts';
import type { BoardPair } from './pair.ts';

function surroundMetering(board: MeteringBoard, surroundings: Surroundings): void {
  board.setContact('CALIBRATION_JUMPER', surroundings.isClosed('jumper'));
  board.setContact('COVER', surroundings.isClosed('mainCover'));
  board.setClockBattery(surroundings.isClosed('clockBattery'));
  board.setTemperature_C(surroundings.temperature_C);
  // The front end's crystal keeps to virtual time here, so its error is the RTC's with the opposite sign.
  board.rtc.error_ppm = (1 / surroundings.clockRatio - 1) * 1e6;
}

function surroundManagement(board: ManagementBoard, surroundings: Surroundings): void {
  const { buttons, terminals } = surroundings;
  for (const slot of SLOT_NAMES) board.setModule(slot, surroundings.isPlugged(slot));
  board.setContact('SCROLL_BUTTON', buttons.isClosed('scroll'));
  board.setContact('SEALED_BUTTON', buttons.isClosed('sealed'));
  const { contacts } = terminals;
  board.setSense({ covered: contacts.isClosed('terminalCover'), magnet: contacts.isClosed('magnet') });
  board.setTerminals_C(terminals.temperature_C);
}

/** Brings the pins to what the surroundings are now. */
export function surround({ metering, management }: BoardPair, surroundings: Surroundings): void {
  for (const board of [metering, management]) board.setSupply(!surroundings.supplyFails);
  surroundMetering(metering, surroundings);
  surroundManagement(management, surroundings);
}
