// What the parameter monitor watches: a list that is kept, and a change that is told whole, whatever byte a cut hits.
import { PARAMETER_MONITOR_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { Status, WATCHED_PARAMETERS } from '../../../../shared-protocol/generated/assembly/protocol';
import { resetHost, setCutAfter } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { resetMirror } from '../../link/mirror';
import {
  beginChange, changedParameter, changedValue, classOfParameter, endChange, isWatched, lastChange, leaveParameter, resetWatched, watchedCount,
  watchParameter,
} from '../watched-parameters';

const CODE = memory.data<u8>([0, 0, 17, 0, 0, 255]);
const UNSIGNED: i32 = 17;

function begin(): void {
  resetHost();
  resetMirror();
  resetWatched();
}

/** A parameter that is watched has another number. */
function change(classId: i32, value: i64): i32 {
  if (!isWatched(classId, CODE, 2)) return Status.NOT_FOUND;
  store<i64>(beginChange(), value);
  return endChange(UNSIGNED, 8);
}

describe('Watched parameters', () => {
  beforeEach(begin);

  test('are a list without doubles, with an end, kept over a start', () => {
    for (let n = 1; n <= WATCHED_PARAMETERS; n++) expect(watchParameter(n, CODE, 2)).toBe(Status.OK);
    expect(watchParameter(3, CODE, 2)).toBe(Status.OK);
    expect(watchedCount()).toBe(WATCHED_PARAMETERS);
    expect(watchParameter(3, CODE, 3)).toBe(Status.EXHAUSTED);
    expect(leaveParameter(3, CODE, 3)).toBe(Status.OUT_OF_RANGE);
    expect(leaveParameter(3, CODE, 2)).toBe(Status.OK);
    resetWatched();
    expect(watchedCount()).toBe(WATCHED_PARAMETERS - 1);
    expect(isWatched(3, CODE, 2)).toBe(false);
    for (let n = 4; n <= WATCHED_PARAMETERS; n++) expect(isWatched(n, CODE, 2)).toBe(true);
  });

  test('tell a change whole or the one before, at whatever byte the supply is cut', () => {
    let befores = 0;
    for (let cut: i32 = 0; cut <= PARAMETER_MONITOR_BYTES; cut++) {
      begin();
      watchParameter(70, CODE, 2);
      watchParameter(71, CODE, 2);
      expect(change(70, 1000)).toBe(Status.OK);
      setCutAfter(cut);
      change(71, 2000);
      setCutAfter(-1);
      resetWatched();
      expect(watchedCount()).toBe(2);
      const isBefore = classOfParameter(changedParameter()) == 70;
      if (isBefore) befores++;
      expect(load<i64>(changedValue())).toBe(isBefore ? 1000 : 2000);
      expect(<i32>lastChange().tag).toBe(UNSIGNED);
    }
    expect(befores).toBe(PARAMETER_MONITOR_BYTES);
  });
});
