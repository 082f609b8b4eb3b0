import { useMessages } from '../i18n';
import { useSource } from '../source/source-context';
import { plain } from '../ui/plain';
import { Thumbnail } from '../ui/picture';
import { placeOf, toSource } from './citation-mark';
import type { Citation } from './messages';

/** What an answer stands on. */
export function SourceCards({ citations, question, onOpen }: { citations: readonly Citation[]; question: string; onOpen?: (documentId: string) => void }) {
  const t = useMessages();
  const { open } = useSource();
  return (
    <ul className="sources" aria-label={t('chat.sources')}>
      {citations.map((citation) => (
        <li key={citation.n}>
          <button type="button" className="card" onClick={() => { open(toSource(citation, question)); onOpen?.(citation.documentId); }}>
            <span className="n">{citation.n}</span>
            <span className="what"><b><bdi>{plain(citation.title || citation.uri)}</bdi></b><small><bdi>{plain(placeOf(citation, t))}</bdi></small></span>
            {citation.kind === 'image' && <Thumbnail id={citation.documentId} alt="" />}
          </button>
        </li>
      ))}
    </ul>
  );
}
