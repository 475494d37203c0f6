// Harmonics set by hand: their sum, its distortion beside the limits, and what the meter measures of it once it is fed.
import { HarmonicsError, harmonicsOf, thdOf, type Harmonic } from '../../harmonic-words.ts';
import { ONTO, type Fed, type Onto, type State } from '../../told.ts';
import { el, saveButtons, section, setText } from '../dom.ts';
import { excesses } from '../harmonic-limits.ts';
import { csvOf, plot, type Line } from '../plot.ts';
import { cycleOf } from '../synthesis.ts';
import type { Context } from '../view.ts';

type Words = (of: string) => string;

const AXES = { x: '°', y: '1' };
/** Inputs that harmonics are put on. */
const INPUTS: Readonly<Record<Onto, readonly string[]>> = {
  voltages: ['V1', 'V2', 'V3'],
  currents: ['I1', 'I2', 'I3'],
};

/** What was written, and what is wrong with it. */
function read(text: string): { harmonics: readonly Harmonic[]; fault?: string } {
  try {
    return { harmonics: harmonicsOf(text) };
  } catch (error) {
    if (!(error instanceof HarmonicsError)) throw error;
    return { harmonics: [], fault: error.message };
  }
}

/** Of what is fed: the distortion that was set, and that which the meter tells of each input. */
function fedItems(words: Words, fed: Fed, spectra: State['spectra']): HTMLElement[] {
  return ONTO.filter((onto) => fed[onto] !== '').map((onto) => {
    const set = `${words(onto)} ${fed[onto]}: THD ${thdOf(harmonicsOf(fed[onto])).toFixed(2)} %`;
    const measured = INPUTS[onto].flatMap((input) =>
      spectra[input] ? [`${input} ${spectra[input].thd_percent.toFixed(2)} %`] : [],
    );
    return el('li', { 'data-fed': onto }, `${set} · ${words('measured')}: ${measured.join(', ') || '–'}`);
  });
}

/** What is written, and onto what. */
function controlsOf(words: Words) {
  const text = el('input', { id: 'orders', type: 'text', value: '3:20, 5:10@180', spellcheck: 'false' });
  const onto = el('select', { id: 'onto' }, ...ONTO.map((of) => el('option', { value: of }, words(of))));
  const feed = el('button', { type: 'button', id: 'feed' }, words('feed to the meter'));
  const takeAway = el('button', { type: 'button', id: 'take-away' }, words('take away'));
  return { text, onto, feed, takeAway };
}

export function harmonicsByHand({ words, connection }: Context) {
  const { text, onto, feed, takeAway } = controlsOf(words);
  const [told, failure] = ['sum', 'feed-failure'].map((id) => el('p', { id, role: 'status' }));
  const [over, fed] = ['set-over', 'fed'].map((id) => el('ul', { id }));
  over.classList.add('faults');
  const place = el('div', { id: 'cycle' });
  let line: Line = { name: 'Σ', colour: '--l1', points: [] };
  const chosen = () => ONTO.find((of) => of === onto.value)!;
  const draw = () => {
    const { harmonics, fault } = read(text.value);
    feed.toggleAttribute('disabled', fault !== undefined);
    if (fault !== undefined) return setText(told, fault);
    line = { ...line, points: cycleOf(harmonics) };
    setText(told, `THD ${thdOf(harmonics).toFixed(2)} %`);
    place.replaceChildren(plot(words('sum of the harmonics'), [line], AXES));
    const found = excesses(chosen(), harmonics, thdOf(harmonics));
    over.replaceChildren(...found.map((each) => el('li', {}, each)));
  };
  const command = (harmonics: string) => void connection.command({ kind: 'feed', onto: chosen(), harmonics });
  text.addEventListener('input', draw);
  onto.addEventListener('input', draw);
  feed.addEventListener('click', () => command(text.value));
  takeAway.addEventListener('click', () => command(''));
  draw();
  const part = section(
    words('set by hand'),
    {},
    el('label', { class: 'row' }, words('order:percent@degrees'), text),
    el('label', { class: 'row' }, words('onto'), onto),
    ...[told, over, place, saveButtons('sum', place, () => csvOf([line], AXES), words)],
    el('div', { class: 'row' }, feed, takeAway),
    ...[failure, fed],
  );
  return {
    part,
    show(state: State) {
      setText(failure, state.fed.failure ?? '');
      fed.replaceChildren(...fedItems(words, state.fed, state.spectra));
    },
  };
}
