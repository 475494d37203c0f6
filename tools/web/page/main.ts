// The page: one view at a time by what stands behind # in the address, filled by what the meter or the bench tells.
import type { ViewName } from '../told.ts';
import { Connection, type Told } from './connection.ts';
import { benchHealth, meterHealth } from './health.ts';
import { el, setText } from './dom.ts';
import type { MakeView, View } from './view.ts';
import { benchView } from './views/bench.ts';
import { energyView, History } from './views/energy.ts';
import { harmonicsView } from './views/harmonics.ts';
import { meterView } from './views/meter.ts';
import { qualityView } from './views/quality.ts';
import { FoundPoints, testView } from './views/test.ts';
import { vectorsView } from './views/vectors.ts';
import { wavesView } from './views/waves.ts';
import { keepLanguage, languageOfBrowser, wordsOf, type Language } from './words.ts';

const energyHistory = new History();
const foundPoints = new FoundPoints();
const VIEWS: Readonly<Record<ViewName, MakeView>> = {
  meter: meterView,
  vectors: vectorsView,
  waves: wavesView,
  harmonics: harmonicsView,
  energy: energyView(energyHistory),
  quality: qualityView,
  bench: benchView,
  test: testView(foundPoints),
};

const connection = new Connection();
const byId = (id: string) => document.getElementById(id)!;
const [nav, main, health] = ['nav', 'view', 'health'].map(byId);
const languageButton = byId('language');
let language: Language = languageOfBrowser();
let view: View | undefined;
const last: Partial<Told> = {};
let isUp = false;

const words = (of: string) => wordsOf(language)(of);
/** The first view of what is shown here, where the address names none of it. */
const nameInAddress = (views: readonly ViewName[]): ViewName => {
  const name = location.hash.replace(/^#\/?/, '').replace(/\?.*/, '');
  return views.find((view) => view === name) ?? views[0];
};

/** What is told, to whoever shows it. */
function show(): void {
  if (last.live) view?.live?.(last.live);
  if (last.state) view?.state?.(last.state);
  if (last.plan) view?.plan?.(last.plan);
  if (last.bench) view?.bench?.(last.bench);
}

function showHealth(): void {
  const { text, isGood } = last.bench ? benchHealth(words, last.bench) : meterHealth(words, last.live);
  setText(health, isUp ? `${words('connected')} · ${text}` : words('not connected'));
  health.classList.toggle('bad', !(isUp && isGood));
}

function navigate(): void {
  document.documentElement.lang = language;
  languageButton.textContent = language === 'en' ? '中文' : 'English';
  showHealth();
  const { views } = last;
  if (!views) return;
  const name = nameInAddress(views);
  nav.setAttribute('aria-label', words('views'));
  nav.replaceChildren(
    ...views.map((of) =>
      el('a', { href: `#/${of}`, 'aria-current': of === name ? 'page' : undefined }, words(of)),
    ),
  );
  view = VIEWS[name]({ words, connection });
  main.replaceChildren(...view.parts);
  document.title = `Twinmeter: ${words(name)}`;
  show();
}

languageButton.addEventListener('click', () => {
  language = language === 'en' ? 'zh' : 'en';
  keepLanguage(language);
  navigate();
});
window.addEventListener('hashchange', navigate);
navigate();
connection.listen({
  told(name, value) {
    last[name] = value;
    if (name === 'views') return navigate();
    if (name === 'state') energyHistory.take(last.state!);
    (view as Partial<Record<typeof name, (value: unknown) => void>> | undefined)?.[name]?.(value);
    if (name !== 'state') showHealth();
  },
  connected(isNow) {
    isUp = isNow;
    showHealth();
  },
});
