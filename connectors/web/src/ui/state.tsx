import { useMessages } from '../i18n';
import { en, type Key } from '../i18n/en';

/** A state as a coloured word in the user's language; one that the catalog does not know stands as the service says it. */
export function State({ value }: { value: string }) {
  const t = useMessages();
  const key = `state.${value}`;
  return <span className={`state ${value.toLowerCase()}`}>{key in en ? t(key as Key) : value}</span>;
}
