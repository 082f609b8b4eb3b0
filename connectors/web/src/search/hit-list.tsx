import type { Schemas } from '../api/client';
import { useMessages } from '../i18n';
import { useSource } from '../source/source-context';
import { Icon } from '../ui/icon';
import { plain } from '../ui/plain';
import { Thumbnail } from '../ui/picture';
import { highlight } from './highlight';

type Hit = Schemas['SearchResultHit'];

interface HitListProps {
  hits: readonly Hit[];
  query: string;
  /** Called beside opening: what was clicked at which rank. */
  onOpen?: (hit: Hit) => void;
  onLike?: (hit: Hit) => void;
}

/** Found passages as a list, found pictures as a grid above it. */
export function HitList({ hits, query, onOpen, onLike }: HitListProps) {
  const t = useMessages();
  const { open } = useSource();
  const pictures = hits.filter((hit) => hit.kind === 'image');
  const texts = hits.filter((hit) => hit.kind !== 'image');
  const show = (hit: Hit) => {
    onOpen?.(hit);
    open({ documentId: hit.documentId, uri: hit.uri, title: hit.title, page: hit.page, headings: hit.headings, quote: hit.kind === 'image' ? undefined : hit.snippet, span: hit.span, chunkId: hit.chunkId, query });
  };
  const keys = (hit: Hit) => (event: React.KeyboardEvent) => {
    if (!onLike || event.key.toLowerCase() !== 'm' || event.ctrlKey || event.metaKey || event.altKey) return;
    // The focus moves to the box, which must not get the letter.
    event.preventDefault();
    onLike(hit);
  };
  return (
    <>
      {pictures.length > 0 && (
        <ul className="picture-grid" aria-label={t('search.pictures')}>
          {pictures.map((hit) => (
            <li key={hit.chunkId}>
              <button type="button" className="picture-card" data-hit onClick={() => show(hit)} onKeyDown={keys(hit)}>
                <Thumbnail id={hit.documentId} alt="" />
                <span className="what"><b><bdi>{plain(hit.title || hit.uri)}</bdi></b><small><bdi>{plain(hit.uri)}</bdi></small></span>
              </button>
              {onLike && <button type="button" className="like" aria-label={t('source.similar')} title={t('source.similar')} onClick={() => onLike(hit)}><Icon name="similar" size={15} /></button>}
            </li>
          ))}
        </ul>
      )}
      {texts.length > 0 && (
        <ol className="hits" aria-label={t('search.texts')}>
          {texts.map((hit) => (
            <li key={hit.chunkId}>
              <button type="button" className="hit" data-hit onClick={() => show(hit)} onKeyDown={keys(hit)}>
                <span className="hit-title"><bdi>{plain(hit.title || hit.uri)}</bdi></span>
                <span className="hit-place"><bdi>{plain([hit.collection, hit.uri, hit.page ? t('common.page', { page: hit.page }) : null].filter(Boolean).join(' · '))}</bdi></span>
                <span className="hit-words" dir="auto">{highlight(hit.snippet, query)}</span>
              </button>
              {onLike && <button type="button" className="like" aria-label={t('source.similar')} title={t('source.similar')} onClick={() => onLike(hit)}><Icon name="similar" size={15} /></button>}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
