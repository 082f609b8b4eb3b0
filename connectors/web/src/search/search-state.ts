import type { Attached } from '../ui/image-input';

export interface Filters {
  kind: 'any' | 'text' | 'image';
  collection: string;
  from: string;
  to: string;
  tag: string;
}

export interface Search {
  query: string;
  image: Attached | null;
  like: { documentId: string; chunkId?: string; name: string } | null;
  filters: Filters;
}

export const noFilters: Filters = { kind: 'any', collection: '', from: '', to: '', tag: '' };

/** The last search of this visit: it is there again after a look at another page. */
let last: Search = { query: '', image: null, like: null, filters: noFilters };

export const loadSearch = (): Search => last;

export function saveSearch(search: Search): void {
  last = search;
}
