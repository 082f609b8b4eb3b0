import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const stored = 'assistant-theme';
const listeners = new Set<() => void>();
let theme: Theme = read();

function read(): Theme {
  try {
    const before = localStorage.getItem(stored);
    return before === 'light' || before === 'dark' ? before : 'system';
  } catch {
    return 'system';
  }
}

export function setTheme(next: Theme): void {
  theme = next;
  if (next === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem(stored, next);
  } catch {
    // Without storage it holds for this visit.
  }
  listeners.forEach((listener) => listener());
}

/** Puts the remembered choice in place. */
export const applyTheme = (): void => setTheme(theme);

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, () => theme);
}
