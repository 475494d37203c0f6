// The page: one view at a time by what stands behind # in the address, filled by what the meter or the bench tells.
import type { ViewName } from '../told.ts';
import { READING_NAMES, type Reading } from '../told-readings.ts';
import { Connection, NAMES, type Name, type Told } from './connection.ts';
import { benchHealth, meterHealth } from './health.ts';
import { el, setText } from './dom.ts';
import type { MakeView, View } from './view.ts';
import { alarmsView } from './views/alarms.ts';
import { benchView } from './views/bench.ts';
import { energyView, History } from './views/energy.ts';
import { harmonicsView } from './views/harmonics.ts';
import { logsView } from './views/logs.ts';
import { meterView } from './views/meter.ts';
import { profileView } from './views/profile.ts';
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
  profile: profileView,
  quality: qualityView,
  logs: logsView,
  alarms: alarmsView,
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
function show(name: Name): void {
  const value = last[name];
  if (value !== undefined)
    (view as Partial<Record<Name, (value: unknown) => void>> | undefined)?.[name]?.(value);
}

/** What was read before stands until a reading is done. */
function kept<Of extends Name>(name: Of, value: Told[Of]): Told[Of] {
  if (!READING_NAMES.some((reading) => reading === name)) return value;
  const [now, before] = [value, last[name]] as [Reading<unknown>, Reading<unknown> | undefined];
  return { ...now, value: now.value ?? before?.value ?? null } as Told[Of];
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
  NAMES.forEach(show);
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
    Object.assign(last, { [name]: kept(name, value) });
    if (name === 'views') return navigate();
    if (name === 'state') energyHistory.take(last.state!);
    if (name === 'demand') energyHistory.takeDemand(last.demand!);
    show(name);
    if (name !== 'state') showHealth();
  },
  connected(isNow) {
    isUp = isNow;
    showHealth();
  },
});
