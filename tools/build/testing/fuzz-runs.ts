// Before each spec file: `make fuzz` asks property tests for more runs than the everyday hundred.
import fc from 'fast-check';

const runs = Number(process.env.TWINMETER_FUZZ_RUNS);
if (runs > 0) fc.configureGlobal({ numRuns: runs });
