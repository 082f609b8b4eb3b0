using System.IO.MemoryMappedFiles;
using Assistant.Core.Content;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Recovery;

/// <summary>
/// Names the documents that are being parsed right now in a small memory-mapped file, which outlives a killed process (not a
/// power failure: then nothing points at the document). Each process has its own file, locked while it lives; a process that
/// starts takes over the files of dead ones, and the documents in them are its suspects. A write costs nanoseconds.
/// </summary>
internal sealed class CrashJournal : IDisposable
{
    /// <summary>Crashes of a document while it was parsed alone after which it is given up.</summary>
    public const int CrashLimit = 3;

    /// <summary>Stands for no slot.</summary>
    public const int NoSlot = -1;

    private const int SlotBytes = 32;
    private const int Slots = 1_024;
    private const int VersionAt = 4;
    private const int IdAt = 16;
    private const string Extension = ".journal";

    private readonly Lock gate = new();
    private readonly FileStream file;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly Stack<int> free = [];
    private readonly Dictionary<ContentRef, int> suspects = [];

    public CrashJournal(IOptions<IngestionOptions> options)
    {
        var folder = Directory.CreateDirectory(options.Value.JournalDirectory).FullName;
        Dictionary<ContentRef, int> left = [];
        FileStream? own = null;
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal))
        {
            if (OpenDead(path) is not { } dead)
                continue;
            ReadInto(dead, left);
            if (own is null)
            {
                own = dead;
            }
            else
            {
                // Ours holds its suspects only a moment later; a crash in between costs one suspicion, not a document.
                File.Delete(path);
                dead.Dispose();
            }
        }

        file = own ?? new FileStream(Path.Combine(folder, Guid.NewGuid().ToString("n") + Extension), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        file.SetLength(Slots * SlotBytes);
        map = MemoryMappedFile.CreateFromFile(file, null, Slots * SlotBytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        view = map.CreateViewAccessor();
        for (var slot = Slots - 1; slot >= 0; slot--)
        {
            view.Write(slot * SlotBytes, (byte)SlotState.Free);
            free.Push(slot);
        }

        foreach (var (content, crashes) in left.Take(Slots / 2))
        {
            suspects[content] = free.Peek();
            Write(free.Pop(), content, SlotState.Suspect, crashes);
        }
    }

    /// <summary>Documents that were being parsed when a process died, and how often one died while parsing them alone.</summary>
    public IReadOnlyList<(ContentRef Content, int Crashes)> Suspects
    {
        get
        {
            lock (gate)
                return [.. suspects.Select(s => (s.Key, (int)view.ReadByte((s.Value * SlotBytes) + 1)))];
        }
    }

    public bool IsSuspect(ContentRef content)
    {
        lock (gate)
            return suspects.Count > 0 && suspects.ContainsKey(content);
    }

    /// <summary>Marks a document as being parsed beside others.</summary>
    /// <returns>Its slot, for <see cref="Leave"/>; <see cref="NoSlot"/> when all are taken (far more than documents are ever parsed at once): it is then parsed unmarked.</returns>
    public int Enter(ContentRef content)
    {
        lock (gate)
        {
            if (!free.TryPop(out var slot))
                return NoSlot;
            Write(slot, content, SlotState.Parsing, 0);
            return slot;
        }
    }

    /// <summary>Clears a slot after the parse, whatever came of it.</summary>
    public void Leave(int slot)
    {
        if (slot == NoSlot)
            return;
        lock (gate)
        {
            view.Write(slot * SlotBytes, (byte)SlotState.Free);
            free.Push(slot);
        }
    }

    /// <summary>Marks a suspect as being parsed alone: a crash from now on counts against it.</summary>
    public void EnterAlone(ContentRef suspect)
    {
        lock (gate)
            view.Write(suspects[suspect] * SlotBytes, (byte)SlotState.Alone);
    }

    /// <summary>Takes a document off the suspects.</summary>
    public void Clear(ContentRef suspect)
    {
        lock (gate)
        {
            if (!suspects.Remove(suspect, out var slot))
                return;
            view.Write(slot * SlotBytes, (byte)SlotState.Free);
            free.Push(slot);
        }
    }

    public void Dispose()
    {
        view.Dispose();
        map.Dispose();
        file.Dispose();
    }

    private void Write(int slot, ContentRef content, SlotState state, int crashes)
    {
        var at = slot * SlotBytes;
        var id = content.Id.Value;
        view.Write(at + VersionAt, content.Version);
        view.Write(at + IdAt, ref id);
        view.Write(at + 1, (byte)crashes);
        view.Write(at, (byte)state);
    }

    private static void ReadInto(FileStream dead, Dictionary<ContentRef, int> left)
    {
        var bytes = new byte[Slots * SlotBytes];
        var length = dead.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        for (var at = 0; at + SlotBytes <= length; at += SlotBytes)
        {
            var state = (SlotState)bytes[at];
            if (state is not (SlotState.Parsing or SlotState.Alone or SlotState.Suspect))
                continue;
            var content = new ContentRef(
                new DocumentId(new Guid(bytes.AsSpan(at + IdAt, 16))),
                BitConverter.ToInt32(bytes.AsSpan(at + VersionAt)));
            var crashes = bytes[at + 1] + (state == SlotState.Alone ? 1 : 0);
            left[content] = Math.Max(crashes, left.GetValueOrDefault(content));
        }
    }

    // The lock is advisory (flock) and ends with its process, however that ends.
    private static FileStream? OpenDead(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // A living process holds it, or another one that starts has just taken it over.
            return null;
        }
    }

    private enum SlotState : byte
    {
        Free,
        Parsing,
        Alone,
        Suspect,
    }
}
