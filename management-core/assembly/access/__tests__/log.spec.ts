// The log of access: what is entered stays, whatever byte the supply goes at, and its outcome is told when it is known.
import { resetHost, setCutAfter, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { ACCESS_ENTRY_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { ACCESS_ENTRIES, ACCESS_PENDING, PORT_OPTICAL, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { ACT_LOGIN, ACT_WRITE } from '../../../../shared-protocol/generated/assembly/programming';
import { resetMirror } from '../../link/mirror';
import { enter, entryOf, newEntry, newestEntry, noteOutcome, oldestEntry, resetAccessLog } from '../log';

function write(digest: u32): i32 {
  newEntry(ACT_WRITE, PORT_OPTICAL, 3).digest = digest;
  return enter();
}

describe('the log of access', () => {
  beforeEach(() => {
    resetHost();
    resetMirror();
    resetAccessLog();
  });

  it('is empty at first', () => {
    expect(newestEntry()).toBe(0);
    expect(entryOf(1) == null).toBe(true);
  });

  it('tells what was entered, its outcome once it is known, also after a start', () => {
    write(7);
    expect(entryOf(1)!.outcome).toBe(<i8>ACCESS_PENDING);
    noteOutcome(Status.OUT_OF_RANGE);
    newEntry(ACT_LOGIN, PORT_OPTICAL, 2).slot = 3;
    enter(Status.OK);
    resetAccessLog();
    expect(newestEntry()).toBe(2);
    expect(entryOf(1)!.digest).toBe(7);
    expect(entryOf(1)!.outcome).toBe(<i8>Status.OUT_OF_RANGE);
    expect(entryOf(2)!.slot).toBe(3);
    expect(entryOf(2)!.outcome).toBe(0);
  });

  it('keeps the last of them', () => {
    for (let n = 1; n <= ACCESS_ENTRIES + 20; n++) write(n);
    resetAccessLog();
    expect(newestEntry()).toBe(ACCESS_ENTRIES + 20);
    expect(oldestEntry()).toBe(21);
    for (let n: u32 = 21; n <= newestEntry(); n++) expect(entryOf(n)!.digest).toBe(n);
    expect(entryOf(20) == null).toBe(true);
  });

  it('loses none but the oldest, wherever the supply goes: each byte is tried', () => {
    for (let bytes = 0; bytes <= ACCESS_ENTRY_BYTES; bytes++) {
      resetHost();
      resetAccessLog();
      for (let n = 1; n <= ACCESS_ENTRIES; n++) {
        write(n);
        noteOutcome(Status.OK);
      }
      setCutAfter(bytes);
      write(1000);
      setCutAfter(-1);
      resetAccessLog();
      const newest = newestEntry();
      expect(newest >= <u32>ACCESS_ENTRIES).toBe(true);
      for (let n: u32 = 2; n <= <u32>ACCESS_ENTRIES; n++) expect(entryOf(n)!.digest).toBe(n);
      if (newest > <u32>ACCESS_ENTRIES) {
        expect(entryOf(newest)!.digest).toBe(1000);
        expect(entryOf(newest)!.outcome).toBe(<i8>ACCESS_PENDING); // not that of the entry before it in this place
      }
      write(2000);
      expect(entryOf(newestEntry())!.digest).toBe(2000);
    }
  });

  it('says where it cannot be stored', () => {
    setStorageFails(true);
    expect(write(1)).toBe(Status.STORAGE_FAILED);
    expect(newestEntry()).toBe(0);
  });
});
