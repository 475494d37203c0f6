// Answers on the adjustment port: read_parameters, write_parameters, read_raw_sums, acknowledge_loss.
// Legally relevant (IR46). Changes alter the software identification.
import {
  AdjustmentResult, ADJUSTMENT_RESULT_BYTES, PARAMETERS_BYTES, PARAMETERS_PAGE_bytes, PARAMETERS_PAGE_BYTES, ParametersPage,
  ReadParametersRequest, ReadRawSumsRequest,
} from '../../../shared-protocol/generated/assembly/layouts';
import { AUDIT_ACKNOWLEDGED, AUDIT_BY_ADJUSTMENT, PARAMETERS_PAGE, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { sampleIndex } from '../clock/sample-clock';
import { registersAreLost } from '../energy/hot-record';
import { acknowledgeRegisters } from '../events/storage-state';
import { copyBytes } from '../math/copy';
import { replaceParameters } from '../metering';
import { parameters, parametersCrc } from '../parameters/parameters';
import { enterAudit } from '../records/audit';
import { startRawSums, writeRawSums } from '../windows/raw-sums';

const PAGES: i32 = (PARAMETERS_BYTES + PARAMETERS_PAGE - 1) / PARAMETERS_PAGE;

/** The record that is being written, page by page. */
// @ts-ignore: decorator
@lazy const STAGED = memory.data(PAGES * PARAMETERS_PAGE, 8);
let nextPage: i32 = 0;

/**
 * After a sealing all corrections are made anew, which takes the chip some 50 ms, more than a block of samples lasts;
 * what waits meanwhile is metered faster than it came. Before this sample there is no further sealing.
 */
let nextSealing: u64 = 0;
/** Sealings a second at most. */
const SEALINGS_A_SECOND: u32 = 2;

/** Forgets a record half written, and when the last one was sealed. */
export function resetAdjustment(): void {
  nextPage = 0;
  nextSealing = 0;
}

function bytesOfPage(page: i32): i32 {
  return min(PARAMETERS_PAGE, PARAMETERS_BYTES - page * PARAMETERS_PAGE);
}

export function readParameters(payload: usize): i32 {
  const page = <i32>changetype<ReadParametersRequest>(payload).page;
  if (page >= PAGES) return Status.OUT_OF_RANGE;
  memory.fill(payload, 0, PARAMETERS_PAGE_BYTES);
  const reply = changetype<ParametersPage>(payload);
  reply.page = <u8>page;
  reply.pages = <u8>PAGES;
  const from = changetype<usize>(parameters()) + page * PARAMETERS_PAGE;
  copyBytes(payload + PARAMETERS_PAGE_bytes, from, bytesOfPage(page));
  return PARAMETERS_PAGE_BYTES;
}

function seal(): i32 {
  const status = replaceParameters(STAGED);
  if (status == Status.OK) nextSealing = sampleIndex + parameters().sampling_rate_mHz / (1000 * SEALINGS_A_SECOND);
  return status;
}

/**
 * Takes a page; the first one begins anew. Returns OK; with the last page what came of the sealing, or BUSY too soon
 * after the one before, or while the audit trail is busy: that page may come again.
 */
function takePage(page: i32, bytes: usize): i32 {
  if (page == 0) nextPage = 0;
  if (page != nextPage) return Status.OUT_OF_RANGE;
  if (page == PAGES - 1 && sampleIndex < nextSealing) return Status.BUSY;
  copyBytes(STAGED + page * PARAMETERS_PAGE, bytes, PARAMETERS_PAGE);
  nextPage++;
  const status = nextPage == PAGES ? seal() : Status.OK;
  if (status == Status.BUSY) nextPage--;
  return status;
}

export function writeParameters(payload: usize): i32 {
  const request = changetype<ParametersPage>(payload);
  if (<i32>request.pages != PAGES) return Status.BAD_LENGTH;
  const status = takePage(request.page, payload + PARAMETERS_PAGE_bytes);
  return status == Status.OK ? done(payload) : status;
}

/** Says that it was done, and which parameters are in use. */
export function done(payload: usize): i32 {
  const result = changetype<AdjustmentResult>(payload);
  result.status = Status.OK;
  result.sequence = parameters().sequence;
  result.parameters_crc = parametersCrc();
  return ADJUSTMENT_RESULT_BYTES;
}

/** Only somebody inside the seal is heard on this port, with the jumper closed. */
export function acknowledgeLoss(payload: usize): i32 {
  if (!registersAreLost()) return Status.NOT_FOUND;
  let status = enterAudit(AUDIT_ACKNOWLEDGED, AUDIT_BY_ADJUSTMENT, 0, 0, 0);
  if (status == Status.OK) status = acknowledgeRegisters();
  return status == Status.OK ? done(payload) : status;
}

/** Asked for a number of samples it starts sums over them, and gives those made so far in any case. */
export function readRawSums(payload: usize): i32 {
  const samples = changetype<ReadRawSumsRequest>(payload).samples;
  const status = samples ? startRawSums(samples) : Status.OK;
  return status == Status.OK ? writeRawSums(payload) : status;
}
