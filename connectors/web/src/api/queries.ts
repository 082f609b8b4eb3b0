import { useLoad } from './use-load';
import { data, GET, type Schemas } from './client';

export type Me = Schemas['MeInfo'];
export type Collection = Schemas['CollectionInfo'];

/** Who uses the page, so that it offers only what they may do. */
export const useMe = () => useLoad<Me>((signal) => data(GET('/api/me', { signal })), []);

/** Collections that the user may read. */
export const useCollections = (version: unknown = 0) => useLoad<Collection[]>((signal) => data(GET('/api/collections', { signal })), [version]);

export const mayWrite = (me: Me | null): boolean => me?.role === 'Writer' || me?.role === 'Admin';
export const isAdmin = (me: Me | null): boolean => me?.role === 'Admin';
