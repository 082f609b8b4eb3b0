import { useCallback, useEffect, useRef, useState } from 'react';
import { useReconnections } from './connection';

export interface Loaded<T> {
  value: T | null;
  error: Error | null;
  loading: boolean;
  reload: () => void;
}

/** Loads something, again whenever a dependency changes, the service comes back, or reload is called. What was there stays until the new is. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, dependencies: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value: T | null; error: Error | null; loading: boolean }>({ value: null, error: null, loading: true });
  const [turn, setTurn] = useState(0);
  const reconnections = useReconnections();
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const abort = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    latest.current(abort.signal).then(
      (value) => { if (!abort.signal.aborted) setState({ value, error: null, loading: false }); },
      (error: Error) => { if (!abort.signal.aborted) setState((before) => ({ value: before.value, error, loading: false })); });
    return () => abort.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [turn, reconnections, ...dependencies]);
  return { ...state, reload: useCallback(() => setTurn((before) => before + 1), []) };
}
