import { useEffect, useState } from 'react';
import { send } from '../api/client';
import { useMessages } from '../i18n';
import type { Message } from './messages';

/** The picture that a question was asked with. The service says only that it is bytes, so that nothing but an img shows it. */
export function QuestionPicture({ message, conversation }: { message: Message; conversation: string | null }) {
  const t = useMessages();
  const [url, setUrl] = useState<string | null>(typeof message.image === 'string' ? message.image : null);
  useEffect(() => {
    if (typeof message.image === 'string' || !conversation) return undefined;
    let made: string | null = null;
    let here = true;
    send(`${location.origin}/api/conversations/${conversation}/messages/${message.id}/image`).then((response) => response.blob()).then((blob) => {
      if (here) setUrl((made = URL.createObjectURL(blob)));
    }, () => {});
    return () => {
      here = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [message.id, message.image, conversation]);
  return url ? <img className="asked" src={url} alt={t('chat.attached')} /> : null;
}
