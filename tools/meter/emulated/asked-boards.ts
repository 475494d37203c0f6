// Both emulated boards as a request for a meter wants them: firmware, storage, front end, surroundings.
import { NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Role } from '../../cores/core-runner.ts';
import { afeRates_Hz, boardFor, common, osrFor } from '../../firmware/boards.ts';
import { FixedInFirmwareError } from '../../firmware/errors.ts';
import { firmwareImage } from '../../firmware/firmware-image.ts';
import { NorImage } from '../../rp2350/chips/nor-image.ts';
import type { Surroundings } from '../conductor/surroundings.ts';
import type { DevelopmentKeys } from '../keys/development-keys.ts';
import { provision } from '../keys/provisioned.ts';
import type { MeterRequest } from '../target.ts';
import type { Feed } from './feed.ts';
import type { PinTap } from './link-tap.ts';
import { ManagementBoard } from './management-board.ts';
import { MeteringBoard } from './metering-board.ts';
import { BoardPair } from './pair.ts';

/** The front end's modulator runs at half of its crystal. */
const CRYSTAL_CYCLES_PER_MODULATION = 2;

/** What the boards stand in. */
interface Around {
  readonly feed: Feed;
  readonly surroundings: Surroundings;
  readonly tap: PinTap;
}

/** What a run may ask for is what the images were built for. Throws FixedInFirmwareError. */
function checkAgainstFirmware({ linkClock_Hz, source }: MeterRequest): void {
  const { link_Hz: clock_Hz } = common();
  if (linkClock_Hz !== undefined && linkClock_Hz !== clock_Hz)
    throw new FixedInFirmwareError(
      `a link at ${linkClock_Hz} Hz: the firmware's runs at ${clock_Hz} Hz`,
      'link_Hz',
    );
  if (osrFor(source.rate_mHz / 1000) === undefined)
    throw new FixedInFirmwareError(
      `${source.rate_mHz / 1000} samples a second: the front end's crystal gives ${afeRates_Hz().join(', ')}`,
      'afe_crystal_Hz',
    );
}

/** A board's FRAM and fuses as the factory left them. */
const provisioned = (role: Role, fram: Uint8Array, keys?: DevelopmentKeys) => ({
  fram,
  identity: provision(fram, role, keys),
});

/** Both boards of a request, wired to each other. Throws FixedInFirmwareError. */
export function boardsAsked(request: MeterRequest, { feed, surroundings, tap }: Around): BoardPair {
  checkAgainstFirmware(request);
  const { fram, source, modules, engine, cyclesPerInstruction, storage, timing, norTimes } = request;
  const presentation = request.presentation ?? (request.terminals ? 'detected' : 'wire');
  const osr = osrFor(source.rate_mHz / 1000)!;
  const metering = new MeteringBoard({
    board: boardFor('metering', engine),
    elf: firmwareImage('metering', engine, modules.metering, { afeOsr: request.afeOsr ?? osr }),
    ...provisioned('metering', storage?.metering.fram ?? fram, request.keys),
    nor: storage && new NorImage(NOR_BYTES, storage.metering.nor),
    norTimes,
    samples: feed.sets(),
    latch: surroundings.latches.metering.chip,
    // The one crystal, as far off as the source's rate is.
    afeCrystal_Hz: (source.rate_mHz / 1000) * osr * CRYSTAL_CYCLES_PER_MODULATION,
    cyclesPerInstruction,
    timing,
    clock_s: surroundings.clock.time_s(0, source.rate_mHz / 1000),
  });
  const installed = request.managementFram ?? new Uint8Array(fram.length).fill(0xff);
  const elf = firmwareImage('management', engine, modules.management);
  const management = new ManagementBoard({
    board: boardFor('management', engine),
    elf,
    ...provisioned('management', storage?.management.fram ?? installed, request.keys),
    nor: storage && new NorImage(NOR_BYTES, storage.management.nor),
    norTimes,
    presentation,
    timing,
    relay: surroundings.terminals.relay,
    relays: (closed) => (surroundings.terminals.relays = closed),
    latch: surroundings.latches.management.chip,
    modules: surroundings.modules,
  });
  const { terminals } = surroundings;
  management.pin('ALARM_LED').watch((level) => (terminals.alarm = level));
  return new BoardPair(metering, management, (sent, received) => tap.transfer(sent, received));
}
