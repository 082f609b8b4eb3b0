import { useSyncExternalStore } from 'react';

/** Counts changes of the list of conversations, so that it is read again. */
let version = 0;
const listeners = new Set<() => void>();

export function conversationsChanged(): void {
  version++;
  listeners.forEach((listener) => listener());
}

export function useConversationsVersion(): number {
  return useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, () => version);
}
