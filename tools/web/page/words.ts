// The words of the page in both of its languages; the English ones are the keys.

const CHINESE: Readonly<Record<string, string>> = {
  meter: '电表',
  vectors: '相量图',
  waves: '波形',
  harmonics: '谐波',
  energy: '电能',
  quality: '电能质量',
  views: '视图',
  display: '显示屏',
  'legal display': '法制显示屏',
  pulses: '脉冲',
  'pulse output': '脉冲输出',
  alarm: '报警',
  'load switch': '负荷开关',
  closed: '合',
  open: '开',
  scroll: '翻屏键',
  sealed: '铅封键',
  'terminal cover': '端钮盖',
  'main cover': '表盖',
  magnet: '磁铁',
  on: '装上',
  off: '取下',
  near: '靠近',
  away: '移开',
  isolation: '隔离',
  'cut the supply of management': '切断管理芯电源一秒',
  'cut the supply of meter': '切断电表电源一秒',
  restarts: '重启次数',
  metering: '计量芯',
  management: '管理芯',
  link: '链路',
  'ITIC curve': 'ITIC 曲线',
  'share of nominal voltage': '与标称电压之比',
  duration: '持续时间',
  extreme: '极值',
  'no interruption in function': '正常运行区',
  quantities: '测量值',
  'energy registers': '电能寄存器',
  quantity: '名称',
  value: '值',
  'vector diagram': '相量图',
  live: '实时',
  'set by hand': '手动设置',
  reference: '参考相量',
  'voltage up (90°)': '电压向上（90°）',
  'current to the right (0°)': '电流向右（0°）',
  wiring: '接线',
  'no fault seen': '未见异常',
  'voltage missing': '失压',
  'current reversed': '电流反接',
  'current of another phase': '电流相别错误',
  'phases swapped': '逆相序',
  'angle of the current': '电流滞后角',
  'phase sequence': '相序',
  'wrong on purpose': '制造故障',
  none: '无',
  scope: '示波器',
  'two cycles as fed in': '输入的两个周波',
  spectrum: '频谱',
  input: '通道',
  'sum of the harmonics': '谐波之和',
  'order:percent@degrees': '次数:百分比@相角',
  'above a limit': '超过限值',
  'not measured yet': '尚未测得',
  power: '功率',
  'since this page was opened': '自打开本页起',
  events: '事件',
  'no events yet': '暂无事件',
  time: '时间',
  event: '事件',
  connected: '已连接',
  'not connected': '未连接',
  'save picture': '保存图片',
  'save CSV': '保存 CSV',
  'the metering core runs': '计量芯运行',
  'the metering core stands still': '计量芯停止',
  'the management core runs': '管理芯运行',
  'the management core stands still': '管理芯停止',
};

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];
const KEPT = 'twinmeter-language';

export function languageOfBrowser(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'en' || kept === 'zh') return kept;
  return navigator.language.startsWith('zh') ? 'zh' : 'en';
}

export const keepLanguage = (language: Language): void => localStorage.setItem(KEPT, language);

/** Words of a language; what has none there stands in English. */
export const wordsOf =
  (language: Language) =>
  (of: string): string =>
    language === 'zh' ? (CHINESE[of] ?? of) : of;
