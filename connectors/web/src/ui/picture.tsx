import { useEffect, useState } from 'react';
import { pictureUrl } from '../api/client';

/** Thumbnails by document: object URLs that live until there are many. */
const kept = new Map<string, Promise<string>>();
const most = 300;

function thumbnail(id: string): Promise<string> {
  let url = kept.get(id);
  if (!url) {
    url = pictureUrl(id, 'thumbnail');
    kept.set(id, url);
    url.catch(() => kept.delete(id));
    if (kept.size > most) {
      const [oldest, gone] = kept.entries().next().value as [string, Promise<string>];
      kept.delete(oldest);
      gone.then((address) => URL.revokeObjectURL(address), () => {});
    }
  }
  return url;
}

/** The thumbnail of a picture document; nothing while it loads, and nothing when there is none. */
export function Thumbnail({ id, alt }: { id: string; alt: string }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let here = true;
    thumbnail(id).then((address) => { if (here) setUrl(address); }, () => {});
    return () => { here = false; };
  }, [id]);
  return url ? <img src={url} alt={alt} decoding="async" /> : <span className="thumbnail-empty" aria-hidden="true" />;
}
