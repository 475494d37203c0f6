// Seals a record: entered into the audit trail, with the period before it, then its events, then both banks.
// Legally relevant (IR46). Changes alter the software identification.
import { AUDIT_BY_ADJUSTMENT, AUDIT_SEALED, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { lifeSamples } from '../clock/sample-clock';
import { saveRegisters } from '../energy/keeping';
import { changesRatios, keepBeforeChange, loadRatioChanges } from '../energy/ratio-change';
import { forgetVoltages } from '../events/event-moments';
import { noteSealing } from '../events/storage-state';
import { PARAMETERS_VERSION, parametersCrc } from '../parameters/parameters';
import { finishSealing, prepareParameters, preparedParameters, sealParameters } from '../parameters/sealed-record';
import { enterAudit } from './audit';

/**
 * Seals the prepared record; when it changes the ratios of the transformers, the registers up to it are kept before.
 * Returns the number of that change, 0 when the ratios stay, or why nothing was sealed.
 */
function sealWithPeriod(): i32 {
  const change = changesRatios(preparedParameters()) ? keepBeforeChange(preparedParameters(), lifeSamples) : 0;
  if (change < 0) return change;
  const status = sealParameters();
  if (status == Status.OK) return change;
  loadRatioChanges();
  return status;
}

/**
 * Seals a record; a supply that goes at any time leaves the old one in force, or the new one with its events and its entry in
 * the audit trail. Returns OK, and the record waits for useSealedParameters; or why nothing was changed (prepareParameters,
 * enterAudit, sealParameters).
 */
export function sealRecord(record: usize): i32 {
  let status = prepareParameters(record);
  if (status != Status.OK) return status;
  status = enterAudit(AUDIT_SEALED, AUDIT_BY_ADJUSTMENT, PARAMETERS_VERSION, parametersCrc(), preparedParameters().crc);
  if (status != Status.OK) return status;
  forgetVoltages();
  saveRegisters();
  const change = sealWithPeriod();
  if (change < 0) return change;
  noteSealing(preparedParameters().sequence, change);
  finishSealing(changetype<usize>(preparedParameters()));
  return Status.OK;
}
