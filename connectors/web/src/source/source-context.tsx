import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';

/** What the panel shows: a document, at the place that a citation or hit names. */
export interface Source {
  documentId: string;
  uri: string;
  title?: string | null;
  page?: number | null;
  headings?: readonly string[];
  /** The words at the span, when they are known: they are looked for where the document has changed. */
  quote?: string;
  span?: { start: number; end: number };
  chunkId?: string;
  /** The query or question that led here. */
  query?: string;
}

interface SourceState {
  source: Source | null;
  open: (source: Source) => void;
  close: () => void;
}

const SourceContext = createContext<SourceState>({ source: null, open: () => {}, close: () => {} });

export const useSource = (): SourceState => useContext(SourceContext);

export function SourceProvider({ children }: { children: ReactNode }) {
  const [source, setSource] = useState<Source | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  const open = useCallback((next: Source) => {
    setSource((before) => {
      if (!before) opener.current = document.activeElement as HTMLElement | null;
      return { ...next };
    });
  }, []);
  const close = useCallback(() => {
    setSource((before) => {
      // After the panel is gone, so that it cannot take the focus with it.
      if (before) setTimeout(() => opener.current?.focus({ preventScroll: true }));
      return null;
    });
  }, []);
  return <SourceContext value={useMemo(() => ({ source, open, close }), [source, open, close])}>{children}</SourceContext>;
}
