import { useSyncExternalStore } from 'react';

/** Whether the service answers. Once it is lost it is looked for until it is back; then everybody who listens loads anew. */
let online = true;
let back = 0;
const listeners = new Set<() => void>();
const pause = 1_200;

function tell(): void {
  listeners.forEach((listener) => listener());
}

async function isThere(): Promise<boolean> {
  return fetch('/healthz', { cache: 'no-store' }).then((response) => response.ok, () => false);
}

/** A request found nobody. */
export function lost(): void {
  if (!online) return;
  online = false;
  tell();
  void (async () => {
    do await new Promise((resolve) => setTimeout(resolve, pause));
    while (!(await isThere()));
    online = true;
    back++;
    tell();
  })();
}

/** Resolves when the service is there again. */
export function restored(): Promise<void> {
  if (online) return Promise.resolve();
  return new Promise((resolve) => {
    const listener = () => {
      if (!online) return;
      listeners.delete(listener);
      resolve();
    };
    listeners.add(listener);
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => online);

/** How often the service came back: a reason to load again. */
export const useReconnections = (): number => useSyncExternalStore(subscribe, () => back);
