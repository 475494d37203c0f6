// The two FRAM banks of the sealed parameters: which one counts, and how a new record replaces both.
// Legally relevant (IR46). Changes alter the software identification.
import { Parameters, PARAMETERS_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { FRAM_PARAMETERS_A, FRAM_PARAMETERS_B, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { storageRead, storageWrite } from '../host';
import { checkParameters } from './parameter-ranges';
import { judgeModule, sealModule } from './module-identity';
import { adoptOlder, finishRecord, parameters, parametersAreDefault, useNominalParameters, useParameters } from './parameters';

const BLANK: u32 = 0xffffffff;

// @ts-ignore: decorator
@lazy const CANDIDATE = memory.data(PARAMETERS_BYTES, 8);
// @ts-ignore: decorator
@lazy const WRITTEN = memory.data(PARAMETERS_BYTES, 8);

/** Bank of the record in use; 1 while none is, so that the first one sealed goes into bank 0. */
let bankInUse: i32 = 1;

/** Bit n: bank n is damaged. A bank that was never written is blank, not damaged. */
export let damagedBanks: u32 = 0;

/** The other bank does not hold the record in use as well: a sealing is not finished, or that bank is damaged. */
export let sealingIsUnfinished: bool = false;

function bankAddress(bank: i32): i32 {
  return bank == 0 ? FRAM_PARAMETERS_A : FRAM_PARAMETERS_B;
}

/** Takes the bank into use when it is valid and newer than what is in use; notes what is wrong with it else. */
function tryBank(bank: i32): void {
  const read = storageRead(bankAddress(bank), CANDIDATE, PARAMETERS_BYTES);
  adoptOlder(CANDIDATE);
  const status = read == Status.OK ? checkParameters(CANDIDATE) : read;
  if (status != Status.OK) {
    if (read != Status.OK || load<u32>(CANDIDATE) != BLANK) damagedBanks |= 1 << bank;
    return;
  }
  const sequence = changetype<Parameters>(CANDIDATE).sequence;
  if (!parametersAreDefault && sequence == parameters().sequence) sealingIsUnfinished = false;
  if (!parametersAreDefault && sequence <= parameters().sequence) return;
  useParameters(CANDIDATE);
  bankInUse = bank;
  sealingIsUnfinished = true;
}

/** Loads the newer valid bank, or the nominal parameters. Whoever calls finishes a sealing that was cut off. */
export function loadParameters(): void {
  useNominalParameters();
  damagedBanks = 0;
  bankInUse = 1;
  sealingIsUnfinished = false;
  tryBank(0);
  tryBank(1);
  judgeModule();
}

/** Writes a record into a bank and reads it back. */
function writeBank(bank: i32, record: usize): i32 {
  const address = bankAddress(bank);
  if (storageWrite(address, record, PARAMETERS_BYTES) != Status.OK) return Status.STORAGE_FAILED;
  if (storageRead(address, WRITTEN, PARAMETERS_BYTES) != Status.OK) return Status.STORAGE_FAILED;
  return memory.compare(WRITTEN, record, PARAMETERS_BYTES) == 0 ? Status.OK : Status.STORAGE_FAILED;
}

/**
 * Makes a record that is to be sealed: magic, version, length, sequence, this module's digest and CRC are set here. Returns OK, and the
 * record waits for sealParameters; or why it can be none.
 */
export function prepareParameters(record: usize): i32 {
  copyBytes(CANDIDATE, record, PARAMETERS_BYTES);
  changetype<Parameters>(CANDIDATE).sequence = parameters().sequence + 1;
  if (sealModule(CANDIDATE) != Status.OK) return Status.BAD_MODULE;
  finishRecord(CANDIDATE);
  return checkParameters(CANDIDATE);
}

/** The record prepared or sealed last. */
export function preparedParameters(): Parameters {
  return changetype<Parameters>(CANDIDATE);
}

/**
 * Seals the prepared record, into the bank that is not in use: the other one goes on holding the old record until the new one
 * and its event are safe (finishSealing). From here on a start takes the new one. Returns OK, and the record waits for
 * useSealedParameters; or STORAGE_FAILED with nothing changed.
 */
export function sealParameters(): i32 {
  const other = 1 - bankInUse;
  if (writeBank(other, CANDIDATE) != Status.OK) return Status.STORAGE_FAILED;
  bankInUse = other;
  damagedBanks &= ~(1 << other);
  sealingIsUnfinished = true;
  return Status.OK;
}

/**
 * Writes the record sealed last into the other bank as well, only when the events of the sealing are stored: a start that
 * finds the banks different makes up for what was cut off. When that fails the bank counts as damaged.
 */
export function finishSealing(record: usize): void {
  const other = 1 - bankInUse;
  if (writeBank(other, record) == Status.OK) {
    damagedBanks = 0;
    sealingIsUnfinished = false;
  } else damagedBanks |= 1 << other;
}

/** Takes the record just sealed into use. */
export function useSealedParameters(): void {
  useParameters(CANDIDATE);
  judgeModule();
}
