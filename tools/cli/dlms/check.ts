// `twinmeter dlms check`: whether a meter does what its own object list and the standard say; exit code 1 where it does not.
import { checkMeter, type Report } from '../../clients/dlms/check/check.ts';
import type { Verdict } from '../../clients/dlms/check/judge.ts';
import { command } from '../command.ts';
import { EXIT_FAILURE } from '../errors.ts';
import type { OptionTable, Values } from '../options.ts';
import { printable, printableJson } from '../printable.ts';
import { progressBar } from '../progress-bar.ts';
import { accessOf } from './access.ts';
import { companionOf } from './companion-file.ts';
import { DEVICE_OPTION, placed } from './device.ts';
import { DLMS_OPTIONS } from './options.ts';
import { dlmsExit, withDlms } from './session.ts';

export const CHECK_OPTIONS = {
  ...DEVICE_OPTION,
  ...DLMS_OPTIONS,
  profile: {
    kind: 'text',
    value: 'file',
    help: 'companion profile, a JSON file: hold object list, types, rights and event codes of this client against it, too',
  },
  all: { kind: 'flag', help: 'print what passed, too' },
} as const satisfies OptionTable;

const count = ({ verdicts }: Report, outcome: Verdict['outcome']): number =>
  verdicts.filter((verdict) => verdict.outcome === outcome).length;

function lineOf({ check, object, attribute, outcome, reason }: Verdict): string {
  const where = object === undefined ? '' : `${object}${attribute === undefined ? '' : `#${attribute}`}: `;
  return printable(`${outcome}  ${where}${reason ?? check}${reason === undefined ? '' : `  (${check})`}`);
}

function textOf(report: Report, all: boolean): string {
  const shown = report.verdicts.filter(({ outcome }) => all || outcome !== 'passed');
  const sum = (['passed', 'failed', 'skipped'] as const)
    .map((each) => `${count(report, each)} ${each}`)
    .join(', ');
  return [...shown.map(lineOf), `${report.objects} objects, ${report.attributes} attributes: ${sum}`].join(
    '\n',
  );
}

/** Returns the exit code: 0 all passed, 1 something failed or the meter did not answer, 2 bad input. */
export function check(given: Values<typeof CHECK_OPTIONS>, print = console.log): Promise<number> {
  const options = placed(given);
  const companion = options.profile === undefined ? undefined : companionOf(options.profile);
  const profile = companion && { companion, client: accessOf(options).client };
  return dlmsExit('dlms check', () =>
    withDlms(options, async (session) => {
      let bar: ((done: number) => void) | undefined;
      const onDone = (done: number, all: number) => (bar ??= progressBar(process.stderr, 1, all))(done);
      const report = await checkMeter(session.client, session.run, session, { onDone, profile });
      print(
        options.json
          ? printableJson({ port: options.port ?? options.host, ...report })
          : textOf(report, options.all),
      );
      return count(report, 'failed') > 0 ? EXIT_FAILURE : 0;
    }),
  );
}

export const CHECK = command(CHECK_OPTIONS, async (values) => void (process.exitCode = await check(values)));
