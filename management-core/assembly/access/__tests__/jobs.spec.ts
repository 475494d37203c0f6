// Jobs by their owners: one each, an end for nobody else, and none left where nobody wants it.
import { jobEnds, resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { JOB_SIGN, KEY_SIGNING, SHA256_BYTES, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { askJob, forgetJob, Job, jobEnded, jobOf, jobResult, RESULT_BYTES, resetJobs } from '../jobs';

const DIGEST = memory.data(32, 8);
const RESULT = memory.data(256, 8);
const ONE: usize = 1;
const TWO: usize = 2;

function ask(owner: usize): i32 {
  return askJob(owner, JOB_SIGN, KEY_SIGNING, DIGEST, SHA256_BYTES);
}

describe('jobs', () => {
  beforeEach(() => {
    resetHost();
    resetJobs();
    memory.fill(RESULT, 0x5a, 256);
  });

  it('are their owner\'s, and give their result', () => {
    expect(ask(ONE)).toBe(Status.OK);
    expect(jobOf(ONE)).toBe(Job.UNDER_WAY);
    expect(jobOf(TWO)).toBe(Job.NONE);
    expect(jobEnded(jobEnds(), RESULT_BYTES, RESULT)).toBe(Status.OK);
    expect(jobOf(ONE)).toBe(Job.DONE);
    expect(load<u8>(jobResult(ONE), RESULT_BYTES - 1)).toBe(0x5a);
  });

  it('fail by a Status, or by a result that is too long', () => {
    ask(ONE);
    jobEnded(jobEnds(), Status.BAD_CHECK, RESULT);
    expect(jobOf(ONE)).toBe(Job.FAILED);
    ask(ONE);
    jobEnded(jobEnds(), RESULT_BYTES + 1, RESULT);
    expect(jobOf(ONE)).toBe(Job.FAILED);
  });

  it('are nobody\'s where they were forgotten, or come from before a start', () => {
    ask(ONE);
    const number = jobEnds();
    forgetJob(ONE);
    expect(jobOf(ONE)).toBe(Job.NONE);
    expect(jobEnded(number, RESULT_BYTES, RESULT)).toBe(Status.NOT_FOUND);
    expect(jobEnded(77, RESULT_BYTES, RESULT)).toBe(Status.NOT_FOUND);
  });

  it('are refused while the board has no room, and leave nothing', () => {
    expect(ask(ONE)).toBe(Status.OK);
    expect(ask(TWO)).toBe(Status.BUSY);
    expect(jobOf(TWO)).toBe(Job.NONE);
    jobEnded(jobEnds(), 0, RESULT);
    expect(ask(TWO)).toBe(Status.OK);
  });
});
