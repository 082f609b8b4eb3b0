import { useLayoutEffect, useRef, useState, type ClipboardEvent, type DragEvent, type FormEvent, type KeyboardEvent } from 'react';
import type { Collection } from '../api/queries';
import { useMessages } from '../i18n';
import { Icon } from '../ui/icon';
import { imageOf, readImage, type Attached } from '../ui/image-input';
import { plain } from '../ui/plain';

interface ComposerProps {
  collections: readonly Collection[];
  collection: string;
  onCollection: (name: string) => void;
  running: boolean;
  onAsk: (question: string, image: Attached | null) => void;
  onStop: () => void;
}

const tallest = 220;

/** The box for a question, with a picture where there is one. */
export function Composer({ collections, collection, onCollection, running, onAsk, onStop }: ComposerProps) {
  const t = useMessages();
  const box = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [image, setImage] = useState<Attached | null>(null);
  const [problem, setProblem] = useState('');
  const [over, setOver] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(tallest, element.scrollHeight)}px`;
  }, [text]);
  useLayoutEffect(() => {
    // On a phone the keyboard would cover the suggestions.
    if (matchMedia('(pointer: fine)').matches) box.current?.focus({ preventScroll: true });
  }, []);
  const attach = (file: File | null | undefined) => {
    if (!file) return;
    readImage(file).then((read) => { setImage(read); setProblem(''); box.current?.focus(); }, (error: Error) => setProblem(error.message));
  };
  const ask = (event?: FormEvent) => {
    event?.preventDefault();
    const question = text.trim() || (image ? t('chat.pictureOnly') : '');
    if (!question || running) return;
    onAsk(question, image);
    setText('');
    setImage(null);
    setProblem('');
  };
  const keys = (event: KeyboardEvent) => {
    // Enter that ends the input of a Chinese word does not send it.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      ask();
    }
  };
  const paste = (event: ClipboardEvent) => {
    const file = imageOf(event.clipboardData);
    if (!file) return;
    event.preventDefault();
    attach(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    attach(imageOf(event.dataTransfer) ?? file);
  };
  return (
    <form className={`composer${over ? ' over' : ''}`} onSubmit={ask} onDrop={drop} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}>
      {problem && <p className="warning" role="alert">{problem}</p>}
      {image && (
        <div className="attached">
          <img src={image.data} alt={t('chat.attached')} />
          <button type="button" className="icon" aria-label={t('chat.removePicture')} onClick={() => { setImage(null); box.current?.focus(); }}><Icon name="close" size={14} /></button>
        </div>
      )}
      <textarea ref={box} rows={1} value={text} aria-label={t('chat.question')} placeholder={t('chat.placeholder')} enterKeyHint="send" onChange={(event) => setText(event.target.value)} onKeyDown={keys} onPaste={paste} />
      <div className="tools">
        <label className="icon file-button" title={t('chat.attach')}><Icon name="picture" />
          <input type="file" accept="image/*" aria-label={t('chat.attach')} onChange={(event) => { attach(event.target.files?.[0]); event.target.value = ''; }} />
        </label>
        <label className="icon file-button camera" title={t('chat.camera')}><Icon name="camera" />
          <input type="file" accept="image/*" capture="environment" aria-label={t('chat.camera')} onChange={(event) => { attach(event.target.files?.[0]); event.target.value = ''; }} />
        </label>
        <select aria-label={t('chat.collection')} value={collection} onChange={(event) => onCollection(event.target.value)}>
          <option value="">{t('chat.allCollections')}</option>
          {collections.map((one) => <option key={one.name} value={one.name}>{plain(one.name)}</option>)}
        </select>
        {running
          ? <button type="button" className="round" aria-label={t('chat.stop')} onClick={onStop}><Icon name="stop" /></button>
          : <button type="submit" className="round" aria-label={t('chat.ask')} disabled={!text.trim() && !image}><Icon name="send" /></button>}
      </div>
    </form>
  );
}
