import type { Schemas } from '../api/client';
import { useMessages } from '../i18n';
import { plain } from '../ui/plain';

const shown = 300;

/** How the text was cut into passages: what a search finds. */
export function ChunkList({ text }: { text: Schemas['ContentText'] | null }) {
  const t = useMessages();
  if (!text || text.chunks.length === 0) return <p className="quiet">{t('source.noText')}</p>;
  return (
    <ol className="chunks">
      {text.chunks.slice(0, shown).map((chunk, at) => (
        <li key={at}>
          <p className="quiet"><bdi>{[plain(chunk.headings.join(' › ')), chunk.page ? t('common.page', { page: chunk.page }) : null, chunk.kind === 'Ocr' ? 'OCR' : chunk.kind].filter(Boolean).join(' · ')}</bdi> · {chunk.start}–{chunk.end}</p>
          <p className="text" dir="auto">{plain(text.text.slice(chunk.start, chunk.end))}</p>
        </li>
      ))}
      {text.chunks.length > shown && <li className="quiet">… {text.chunks.length - shown}</li>}
    </ol>
  );
}
