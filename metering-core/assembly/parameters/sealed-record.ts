// The two FRAM banks of the sealed parameters: which one counts, and how a new record replaces both.
// Legally relevant (IR46). Changes alter the software identification.
import { Parameters, PARAMETERS_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { FRAM_PARAMETERS_A, FRAM_PARAMETERS_B, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { storageRead, storageWrite } from '../host';
import { checkParameters } from './parameter-ranges';
import { finishRecord, parameters, parametersAreDefault, useNominalParameters, useParameters } from './parameters';

const BLANK: u32 = 0xffffffff;

// @ts-ignore: decorator
@lazy const CANDIDATE = memory.data(PARAMETERS_BYTES, 8);
// @ts-ignore: decorator
@lazy const WRITTEN = memory.data(PARAMETERS_BYTES, 8);

/** Bank of the record in use; 1 while none is, so that the first one sealed goes into bank 0. */
let bankInUse: i32 = 1;

/** Bit n: bank n is damaged. A bank that was never written is blank, not damaged. */
export let damagedBanks: u32 = 0;

/** Bank that still holds the record before the one in use: the power failed between the two; -1: none. */
let staleBank: i32 = -1;

function bankAddress(bank: i32): i32 {
  return bank == 0 ? FRAM_PARAMETERS_A : FRAM_PARAMETERS_B;
}

/** Takes the bank into use when it is valid and newer than what is in use; notes what is wrong with it else. */
function tryBank(bank: i32): void {
  const read = storageRead(bankAddress(bank), CANDIDATE, PARAMETERS_BYTES);
  const status = read == Status.OK ? checkParameters(CANDIDATE) : read;
  if (status != Status.OK) {
    if (read != Status.OK || load<u32>(CANDIDATE) != BLANK) damagedBanks |= 1 << bank;
    return;
  }
  const sequence = changetype<Parameters>(CANDIDATE).sequence;
  if (!parametersAreDefault && sequence < parameters().sequence) staleBank = bank;
  if (!parametersAreDefault && sequence <= parameters().sequence) return;
  if (!parametersAreDefault) staleBank = bankInUse;
  useParameters(CANDIDATE);
  bankInUse = bank;
}

/**
 * Loads the newer valid bank, or the nominal parameters. A sealing that was cut off between the banks is completed:
 * else damage of the newer one would bring parameters back that nobody sealed last.
 */
export function loadParameters(): void {
  useNominalParameters();
  damagedBanks = 0;
  bankInUse = 1;
  staleBank = -1;
  tryBank(0);
  tryBank(1);
  if (staleBank < 0) return;
  if (writeBank(staleBank, changetype<usize>(parameters())) != Status.OK) damagedBanks |= 1 << staleBank;
}

/** Writes a record into a bank and reads it back. */
function writeBank(bank: i32, record: usize): i32 {
  const address = bankAddress(bank);
  if (storageWrite(address, record, PARAMETERS_BYTES) != Status.OK) return Status.STORAGE_FAILED;
  if (storageRead(address, WRITTEN, PARAMETERS_BYTES) != Status.OK) return Status.STORAGE_FAILED;
  return memory.compare(WRITTEN, record, PARAMETERS_BYTES) == 0 ? Status.OK : Status.STORAGE_FAILED;
}

/**
 * Makes a record that is to be sealed: magic, version, length, sequence and CRC are set here. Returns OK, and the
 * record waits for sealParameters; or why it can be none.
 */
export function prepareParameters(record: usize): i32 {
  copyBytes(CANDIDATE, record, PARAMETERS_BYTES);
  changetype<Parameters>(CANDIDATE).sequence = parameters().sequence + 1;
  finishRecord(CANDIDATE);
  return checkParameters(CANDIDATE);
}

/** The record prepared or sealed last. */
export function preparedParameters(): Parameters {
  return changetype<Parameters>(CANDIDATE);
}

/**
 * Seals a new record: checks it as a whole, then writes one bank after the other, so that a power cut at any moment
 * leaves the old or the new record whole in one of them. Returns OK, and the record waits for useSealedParameters; OUT_OF_RANGE or STORAGE_FAILED with nothing changed; when
 * only the second bank failed that bank counts as damaged.
 */
export function sealParameters(record: usize): i32 {
  const status = prepareParameters(record);
  if (status != Status.OK) return status;
  // The bank in use goes on holding the old record until the new one is safe in the other.
  const first = 1 - bankInUse;
  const failed = writeBank(first, CANDIDATE);
  if (failed != Status.OK) return failed;
  bankInUse = first;
  damagedBanks = writeBank(1 - first, CANDIDATE) == Status.OK ? 0 : 1 << (1 - first);
  return Status.OK;
}

/** Takes the record just sealed into use. */
export function useSealedParameters(): void {
  useParameters(CANDIDATE);
}
