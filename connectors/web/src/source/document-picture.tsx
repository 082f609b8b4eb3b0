import { useEffect, useState } from 'react';
import { pictureUrl, POST, type Schemas } from '../api/client';
import { useMessages } from '../i18n';
import { plain } from '../ui/plain';

/** Pictures that a browser decodes without running anything; others are shown as their thumbnail. */
const harmless = /^image\/(png|jpeg|webp|gif)$/;

export function DocumentPicture({ info, query }: { info: Schemas['ContentInfo']; query?: string }) {
  const t = useMessages();
  const [url, setUrl] = useState<string | null>(null);
  const [judged, setJudged] = useState('');
  useEffect(() => {
    const abort = new AbortController();
    let made: string | null = null;
    pictureUrl(info.id, harmless.test(info.mediaType ?? '') ? 'raw' : 'thumbnail', abort.signal).then((address) => {
      made = address;
      if (abort.signal.aborted) URL.revokeObjectURL(address);
      else setUrl(address);
    }, () => {});
    return () => {
      abort.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [info.id, info.mediaType]);
  const wrong = () => {
    POST('/api/feedback', { body: { signal: 'wrong_picture', query: query ?? '', documentId: info.id, shown: [info.id] } })
      .then(() => setJudged(t('chat.thanks')), (error: Error) => setJudged(error.message));
  };
  return (
    <figure>
      {url && <img src={url} alt={plain(info.title || info.uri)} />}
      {query && (
        <figcaption>
          {judged ? <span role="status">{judged}</span> : <button type="button" className="button small" onClick={wrong}>{t('source.wrongPicture')}</button>}
        </figcaption>
      )}
    </figure>
  );
}
