import type { Schemas } from '../api/client';
import { baseName } from '../ui/plain';

type Detail = Schemas['ConversationDetail'];

/** The newest branch of a conversation as Markdown, with its sources as footnotes of each answer. */
export function toMarkdown(conversation: Detail): string {
  const byId = new Map(conversation.messages.map((message) => [message.id, message]));
  const path: Detail['messages'] = [];
  for (let message = conversation.messages.at(-1); message; message = message.parentId ? byId.get(message.parentId) : undefined) path.push(message);
  const parts = [`# ${conversation.title}`];
  for (const message of path.reverse()) {
    if (message.role === 'user') {
      parts.push(`## ${message.text.replaceAll('\n', ' ')}`);
    } else {
      parts.push(message.text);
      if (message.citations.length) parts.push(message.citations.map((one) => `- [${one.n}] ${one.title ?? one.uri} (${one.uri}${one.page ? `, page ${one.page}` : ''}): “${one.quote.replaceAll('\n', ' ')}”`).join('\n'));
    }
  }
  return `${parts.join('\n\n')}\n`;
}

/** Saves text as a file. */
export function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = baseName(name).replace(/[^\p{L}\p{N} ._-]/gu, '').slice(0, 80) || 'conversation';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
