// The meter's face: displays, outputs, buttons and covers, and what it measures by name.
import { CUTS, type ButtonName, type ContactName, type Live, type State, type Values } from '../../told.ts';
import { el, section, setText } from '../dom.ts';
import { shown, type Context, type MakeView } from '../view.ts';

const FLASH_ms = 60;

const lamp = (isOn: boolean) => (isOn ? '●' : '○');

/** Contacts by what they say when they are closed and when not. */
const CONTACTS: readonly (readonly [ContactName, string, closed: string, open: string])[] = [
  ['terminalCover', 'terminal cover', 'on', 'off'],
  ['mainCover', 'main cover', 'on', 'off'],
  ['magnet', 'magnet', 'near', 'away'],
];

/** Held as long as a finger or a key holds it. */
function button({ words, connection }: Context, name: ButtonName): HTMLElement {
  const face = el('button', { type: 'button', 'data-button': name }, words(name));
  let isDown = false;
  const press = (pressed: boolean) => {
    if (isDown === pressed) return;
    isDown = pressed;
    void connection.command({ kind: 'button', name, pressed });
  };
  const isKey = ({ key }: KeyboardEvent) => key === 'Enter' || key === ' ';
  face.addEventListener('pointerdown', () => press(true));
  for (const end of ['pointerup', 'pointerleave', 'blur']) face.addEventListener(end, () => press(false));
  face.addEventListener('keydown', (event) => isKey(event) && press(true));
  face.addEventListener('keyup', (event) => isKey(event) && press(false));
  return face;
}

/** A cover or magnet, as a button that says how it stands. */
function contact({ words, connection }: Context, [name, label, closed, open]: (typeof CONTACTS)[number]) {
  const face = el('button', { type: 'button', 'data-contact': name });
  let isClosed = false;
  face.addEventListener('click', () => void connection.command({ kind: 'contact', name, closed: !isClosed }));
  const show = ({ contacts }: Live) => {
    isClosed = contacts[name];
    setText(face, `${words(label)}: ${words(isClosed ? closed : open)}`);
    face.setAttribute('aria-pressed', String(isClosed));
  };
  return { face, show };
}

/** A light that flashes with each pulse, and how many there were. */
function pulses({ words }: Context) {
  const light = el('span', { class: 'led', role: 'img', 'aria-label': words('pulse output') });
  const count = el('output', { id: 'pulses' });
  let seen: number | undefined;
  const show = (now: number) => {
    if (seen !== undefined && now > seen) {
      light.classList.add('on');
      setTimeout(() => light.classList.remove('on'), FLASH_ms);
    }
    seen = now;
    setText(count, String(now));
  };
  return { row: el('div', { class: 'row' }, light, `${words('pulses')}: `, count), show };
}

/** Values by code in a table whose cells stay and change. */
function table({ words }: Context, title: string) {
  const body = el('tbody');
  const cells = new Map<string, HTMLElement>();
  const head = el(
    'tr',
    {},
    el('th', { scope: 'col' }, words('quantity')),
    el('th', { scope: 'col' }, words('value')),
  );
  const part = section(
    words(title),
    {},
    el(
      'div',
      { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': words(title) },
      el('table', {}, el('thead', {}, head), body),
    ),
  );
  const cellOf = (obis: string, name: string) => {
    const cell = el('td', { class: 'number', 'data-obis': obis });
    body.append(el('tr', {}, el('th', { scope: 'row' }, `${name} `, el('code', {}, obis)), cell));
    cells.set(obis, cell);
    return cell;
  };
  const show = (values: Values, names: State['names']) => {
    for (const [obis, value] of Object.entries(values))
      setText(cells.get(obis) ?? cellOf(obis, names[obis] ?? obis), shown(value));
  };
  return { part, show };
}

/** Takes the supply away for a second: the pulses go on without management, and nothing is lost without both. */
function cuts({ words, connection }: Context) {
  const buttons = CUTS.map((of) => {
    const face = el('button', { type: 'button', 'data-cut': of }, words(`cut the supply of ${of}`));
    face.addEventListener('click', () => void connection.command({ kind: 'cut', of }));
    return face;
  });
  const told = el('p', { id: 'restarts', role: 'status' });
  const part = section(words('isolation'), {}, el('div', { class: 'row' }, ...buttons), told);
  const show = ({ restarts, canCut, link }: State) => {
    buttons.forEach((face) => face.toggleAttribute('disabled', !canCut));
    setText(
      told,
      `${words('restarts')}: ${words('metering')} ${restarts.metering}, ${words('management')} ${restarts.management} · ${words('link')}: ${link.replies} ✓, ${link.damaged} ✗`,
    );
  };
  return { part, show };
}

export const meterView: MakeView = (context) => {
  const { words } = context;
  const [lcd, legal] = ['lcd', 'legal'].map((id) =>
    el('div', { class: 'glass', id, tabindex: 0, role: 'group' }),
  );
  lcd.setAttribute('aria-label', words('display'));
  legal.setAttribute('aria-label', words('legal display'));
  const light = pulses(context);
  const contacts = CONTACTS.map((of) => contact(context, of));
  const state = el('p', { id: 'switch' });
  const [quantities, registers] = [table(context, 'quantities'), table(context, 'energy registers')];
  const isolation = cuts(context);
  const face = section(
    words('display'),
    {},
    lcd,
    el('div', { class: 'row' }, button(context, 'scroll'), button(context, 'sealed')),
    el('h2', {}, words('legal display')),
    legal,
    light.row,
    state,
    el('div', { class: 'row' }, ...contacts.map(({ face: of }) => of)),
  );
  return {
    parts: [face, quantities.part, registers.part, isolation.part],
    live(live) {
      setText(lcd, live.lcd.join('\n'));
      setText(legal, live.legal.join('\n'));
      light.show(live.pulses);
      setText(
        state,
        [
          `${words('load switch')}: ${words(live.switchClosed ? 'closed' : 'open')}`,
          `${words('alarm')}: ${lamp(live.alarm)}`,
          `${words('appliance')}: ${lamp(live.relays.appliance)}`,
          `${words('charging')}: ${lamp(live.relays.charging)}`,
        ].join(' · '),
      );
      contacts.forEach(({ show }) => show(live));
    },
    state(state) {
      quantities.show(state.instantaneous, state.names);
      registers.show(state.registers, state.names);
      isolation.show(state);
    },
  };
};
