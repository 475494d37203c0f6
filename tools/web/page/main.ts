// The page: one view at a time by what stands behind # in the address, filled by what the meter tells.
import type { Live, State } from '../told.ts';
import { Connection } from './connection.ts';
import { el, setText } from './dom.ts';
import type { MakeView, View } from './view.ts';
import { energyView, History } from './views/energy.ts';
import { harmonicsView } from './views/harmonics.ts';
import { meterView } from './views/meter.ts';
import { qualityView } from './views/quality.ts';
import { vectorsView } from './views/vectors.ts';
import { wavesView } from './views/waves.ts';
import { keepLanguage, languageOfBrowser, wordsOf, type Language } from './words.ts';

const energyHistory = new History();
const VIEWS: Readonly<Record<string, MakeView>> = {
  meter: meterView,
  vectors: vectorsView,
  waves: wavesView,
  harmonics: harmonicsView,
  energy: energyView(energyHistory),
  quality: qualityView,
};

const connection = new Connection();
const byId = (id: string) => document.getElementById(id)!;
const [nav, main, health] = ['nav', 'view', 'health'].map(byId);
const languageButton = byId('language');
let language: Language = languageOfBrowser();
let view: View | undefined;
const last: { live?: Live; state?: State; isUp: boolean } = { isUp: false };

const words = (of: string) => wordsOf(language)(of);
const nameInAddress = (): string => {
  const name = location.hash.replace(/^#\/?/, '');
  return Object.hasOwn(VIEWS, name) ? name : 'meter';
};

/** What is told, to whoever shows it. */
function show(): void {
  if (last.live) view?.live?.(last.live);
  if (last.state) view?.state?.(last.state);
}

function showHealth(): void {
  const { metering, management } = last.live?.alive ?? { metering: false, management: false };
  const runs = (of: string, isAlive: boolean) => words(`the ${of} core ${isAlive ? 'runs' : 'stands still'}`);
  const text = last.isUp
    ? [words('connected'), runs('metering', metering), runs('management', management)].join(' · ')
    : words('not connected');
  setText(health, text);
  health.classList.toggle('bad', !(last.isUp && metering && management));
}

function navigate(): void {
  const name = nameInAddress();
  document.documentElement.lang = language;
  nav.setAttribute('aria-label', words('views'));
  nav.replaceChildren(
    ...Object.keys(VIEWS).map((of) =>
      el('a', { href: `#/${of}`, 'aria-current': of === name ? 'page' : undefined }, words(of)),
    ),
  );
  languageButton.textContent = language === 'en' ? '中文' : 'English';
  view = VIEWS[name]({ words, connection });
  main.replaceChildren(...view.parts);
  document.title = `Twinmeter: ${words(name)}`;
  show();
  showHealth();
}

languageButton.addEventListener('click', () => {
  language = language === 'en' ? 'zh' : 'en';
  keepLanguage(language);
  navigate();
});
window.addEventListener('hashchange', navigate);
navigate();
connection.listen({
  live(live) {
    last.live = live;
    view?.live?.(live);
    showHealth();
  },
  state(state) {
    last.state = state;
    energyHistory.take(state);
    view?.state?.(state);
  },
  connected(isUp) {
    last.isUp = isUp;
    showHealth();
  },
});
