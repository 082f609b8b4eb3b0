import type { NamedFile } from './uploads';

/** Every file of what was dropped, folders with all that is in them. */
export async function droppedFiles(data: DataTransfer): Promise<NamedFile[]> {
  // The entries must be taken before the first await: afterwards the browser has emptied them.
  const entries = [...data.items].filter((item) => item.kind === 'file').map((item) => item.webkitGetAsEntry());
  if (entries.length === 0 || entries.some((entry) => entry === null)) return named(data.files);
  const files: NamedFile[] = [];
  for (const entry of entries) await walk(entry as FileSystemEntry, files);
  return files;
}

/** The files of an input, with their paths where a folder was chosen. */
export const named = (files: FileList | null): NamedFile[] => [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

async function walk(entry: FileSystemEntry, files: NamedFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    files.push({ path: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a part at a time, and nothing at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    for (const child of part) await walk(child, files);
  }
}
