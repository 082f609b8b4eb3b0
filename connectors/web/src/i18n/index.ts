import { useSyncExternalStore } from 'react';
import { en, type Key } from './en';

export type Language = 'en' | 'zh';
export type Parameters = Record<string, string | number>;

type Catalog = Readonly<Record<Key, string>>;

const stored = 'assistant-language';
const listeners = new Set<() => void>();
let language: Language = 'en';
let catalog: Catalog = en;

/** The sentence of a key; `count` chooses between one and many. */
export function message(key: Key, parameters: Parameters = {}): string {
  const one = `${key}.one` as Key;
  const text = parameters.count === 1 && one in catalog ? catalog[one] : catalog[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    return value === undefined ? whole : typeof value === 'number' ? value.toLocaleString(language) : value;
  });
}

export const currentLanguage = (): Language => language;

/** Messages of the current language; the component is drawn again when it changes. */
export function useMessages(): typeof message {
  useSyncExternalStore(subscribe, currentLanguage);
  return message;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Changes the language, and remembers it. */
export async function setLanguage(next: Language): Promise<void> {
  // Chinese is a file of its own, so that nobody else loads it.
  catalog = next === 'zh' ? (await import('./zh')).zh : en;
  language = next;
  document.documentElement.lang = next === 'zh' ? 'zh-Hans' : 'en';
  try {
    localStorage.setItem(stored, next);
  } catch {
    // Without storage it holds for this visit.
  }
  listeners.forEach((listener) => listener());
}

/** The language that was chosen before, else that of the browser. */
export function preferredLanguage(): Language {
  try {
    const before = localStorage.getItem(stored);
    if (before === 'en' || before === 'zh') return before;
  } catch {
    // Without storage the browser's own language counts.
  }
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
