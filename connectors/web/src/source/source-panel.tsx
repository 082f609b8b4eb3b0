import { useEffect, useRef, useState } from 'react';
import { data, GET, ServiceError, type Schemas } from '../api/client';
import { useLoad } from '../api/use-load';
import { useMessages } from '../i18n';
import { Icon } from '../ui/icon';
import { Problem } from '../ui/notice';
import { plain } from '../ui/plain';
import { ChunkList } from './chunk-list';
import { DocumentDetails } from './document-details';
import { DocumentPicture } from './document-picture';
import { DocumentText } from './document-text';
import { SimilarList } from './similar-list';
import { useSource, type Source } from './source-context';

export interface OpenDocument {
  info: Schemas['ContentInfo'];
  text: Schemas['ContentText'] | null;
}

type Tab = 'text' | 'chunks' | 'similar' | 'details';

async function load(id: string, signal: AbortSignal): Promise<OpenDocument> {
  const parameters = { params: { path: { id } }, signal };
  const [info, text] = await Promise.all([
    data(GET('/api/content/{id}', parameters)),
    // A document that is not read yet, or was refused, has no text.
    data(GET('/api/content/{id}/text', parameters)).catch((error: Error) => {
      if (error instanceof ServiceError && error.status === 404) return null;
      throw error;
    }),
  ]);
  return { info, text };
}

/** The document beside the page, at the cited place. */
export function SourcePanel() {
  const { source, close } = useSource();
  return source && <Panel source={source} onClose={close} />;
}

function Panel({ source, onClose }: { source: Source; onClose: () => void }) {
  const t = useMessages();
  const panel = useRef<HTMLElement>(null);
  const [tab, setTab] = useState<Tab>('text');
  const { value, error, reload } = useLoad((signal) => load(source.documentId, signal), [source.documentId]);
  const shown = value?.info.id === source.documentId ? value : null;
  useEffect(() => {
    setTab('text');
    panel.current?.focus({ preventScroll: true });
  }, [source]);
  useEffect(() => {
    const escape = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) onClose();
    };
    document.addEventListener('keydown', escape);
    return () => document.removeEventListener('keydown', escape);
  }, [onClose]);
  const place = [source.title ? source.uri : null, source.page ? t('common.page', { page: source.page }) : null, source.headings?.join(' › ')].filter(Boolean).join(' · ');
  const tabs: [Tab, string][] = [
    ['text', t('source.text')],
    ['chunks', t('source.chunks', { count: shown?.text?.chunks.length ?? 0 })],
    ['similar', t('source.similar')],
    ['details', t('source.details')],
  ];
  return (
    <aside className="source" aria-label={t('source.label')} tabIndex={-1} ref={panel}>
      <header>
        <div>
          <h2><bdi>{plain(source.title || source.uri)}</bdi></h2>
          <p className="source-place"><bdi>{plain(place)}</bdi></p>
        </div>
        <button type="button" className="icon" aria-label={t('source.close')} onClick={onClose}><Icon name="close" /></button>
      </header>
      <div className="tabs" role="tablist">
        {tabs.map(([name, label]) => (
          <button key={name} type="button" role="tab" id={`tab-${name}`} aria-selected={tab === name} aria-controls="source-body" onClick={() => setTab(name)}>{label}</button>
        ))}
      </div>
      <div className="source-body" id="source-body" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {error && (error instanceof ServiceError && error.status === 404 ? <p className="warning">{t('source.deleted')}</p> : <Problem error={error} onRetry={reload} />)}
        {!error && !shown && <p className="quiet">{t('source.opening')}</p>}
        {shown && tab === 'text' && <TextTab document={shown} source={source} />}
        {shown && tab === 'chunks' && <ChunkList text={shown.text} />}
        {shown && tab === 'similar' && <SimilarList document={shown.info} chunkId={source.chunkId} />}
        {shown && tab === 'details' && <DocumentDetails info={shown.info} />}
      </div>
    </aside>
  );
}

function TextTab({ document, source }: { document: OpenDocument; source: Source }) {
  const t = useMessages();
  const { info, text } = document;
  const picture = info.kind === 'image';
  return (
    <>
      {picture && <DocumentPicture info={info} query={source.query} />}
      {!text && !picture && <p className="quiet">{info.reason || t('source.noText')}</p>}
      {text && picture && text.text.trim() && <h3>{t('source.readFrom')}</h3>}
      {text && <DocumentText text={text} source={source} />}
    </>
  );
}
