// The pictures of docs/: the panel of a run, the result of a type test, the error by position of a bench, from what is printed.
import { execFileSync } from 'node:child_process';
import { builtFile, ROOT } from '../build/paths.ts';
import { closedLinkPicture, closedLinkSeries } from '../figures/closed-link.ts';
import { TARGETS } from '../meter/targets/targets.ts';
import { factoryFram } from '../records/parameters.ts';
import { cut } from './fit.ts';
import { panelLines } from './panel.ts';
import { progress, type Progress } from './report.ts';
import { parseRunOptions } from './run-options.ts';
import { sourceFor } from './run-source.ts';
import { terminalPicture } from './terminal-picture.ts';
import { PROGRAM } from './testing.ts';

const COLUMNS = 110;
const SIZE = { columns: 80, rows: 24 };
/** Two seconds after the kettle was switched on. */
const PANEL_AT_s = 12;
/** What depends on where it runs is as a reader sees it at home. */
const HERE: Pick<Progress, 'speed' | 'ports'> = {
  speed: 1,
  ports: { rs485: '/dev/pts/4', optical: '/dev/pts/3' },
};

/** The panel of the built-in day, in virtual time: the same on every machine. */
async function panelPicture(): Promise<string> {
  const options = parseRunOptions(['--target', 'wasm']);
  const source = sourceFor(options);
  const modules = {
    metering: builtFile('metering-core.wasm'),
    management: builtFile('management-core.wasm'),
  };
  const fram = factoryFram({ service: options.service, samplingRate_mHz: options.rate_mHz });
  const target = TARGETS.find(({ name }) => name === 'wasm')!;
  const meter = await target.open({ modules, fram, engine: 'v8', source });
  while (meter.conductor.now_us < PANEL_AT_s * 1e6) await meter.conductor.tick();
  const lines = panelLines({ ...progress(meter), ...HERE }, SIZE, ['twinmeter read --port /dev/pts/3']);
  await meter.close();
  return terminalPicture('twinmeter run: the panel', lines, SIZE.columns);
}

/** The type test of a single-phase meter at its base points; what is longer than the picture is cut as on a terminal. */
function typetestPicture(): string {
  const words = ['typetest', '--class', 'D', '--service', '1p2w', '--points', 'base'];
  const printed = execFileSync(process.execPath, [PROGRAM, ...words], { cwd: ROOT, encoding: 'utf8' });
  const lines = [`$ twinmeter ${words.join(' ')}`, ...printed.trim().split('\n')];
  return terminalPicture(
    'twinmeter typetest: the result',
    lines.map((line) => cut(line, COLUMNS)),
    COLUMNS,
  );
}

/** Of each file how it is drawn; the same bytes at any time and place. */
export const PICTURES: Readonly<Record<string, () => Promise<string>>> = {
  'docs/panel.svg': panelPicture,
  'docs/typetest.svg': async () => typetestPicture(),
  'docs/closed-link.svg': async () => closedLinkPicture(await closedLinkSeries()),
};
