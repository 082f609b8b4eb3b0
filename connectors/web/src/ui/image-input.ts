import { message } from '../i18n';

/** A picture that goes with a question or search. */
export interface Attached {
  data: string;
  name: string;
}

const largest = 20 * 1024 * 1024; // What the service looks at.
const shown = /^image\/(png|jpeg|webp|gif|bmp)$/;

/** Reads a picture as a data URL; refuses what is none, in words. */
export async function readImage(file: File): Promise<Attached> {
  const name = file.name || message('chat.attached');
  if (!shown.test(file.type)) throw new Error(message('chat.notPicture', { name }));
  if (file.size > largest) throw new Error(message('chat.pictureTooLarge', { name }));
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve({ data: reader.result as string, name }));
    reader.addEventListener('error', () => reject(new Error(message('chat.unreadable'))));
    reader.readAsDataURL(file);
  });
}

/** The first picture of what was pasted or dropped; null when there is none. */
export const imageOf = (data: DataTransfer | null): File | null => [...(data?.files ?? [])].find((file) => file.type.startsWith('image/')) ?? null;
