using System.Buffers;
using Assistant.Core.Content;

namespace Assistant.Ingestion.Parsing;

/// <summary>
/// Builds the linear text of a document with its blocks: writes the separators, trims blocks, drops empty ones, keeps the
/// heading path, and makes the text clean (no control characters, no unpaired surrogates) at the end. Not thread-safe.
/// </summary>
internal sealed class ParsedTextBuilder(int maxCharacters)
{
    // Control characters and U+FFFE, U+FFFF; \t and \n stay.
    private static readonly SearchValues<char> Unclean = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (char)i).Except(['\t', '\n']), '\u007F', '\uFEFF', '\uFFFE', '\uFFFF', .. Enumerable.Range(0xD800, 0x800).Select(i => (char)i)]);

    private readonly List<Block> blocks = [];
    private readonly List<ImageReference> images = [];
    private readonly List<(int Level, string Text)> headings = [];
    private char[] buffer = new char[1024];
    private int length;
    private string[]? headingPath;
    private BlockKind kind;
    private int level;
    private int? page;
    private int start = -1;
    private string separator = "";
    private string prefix = "";

    /// <summary>Whether a block is open.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>Whether the open block has text.</summary>
    internal bool HasText => IsOpen && start >= 0;

    /// <summary>Characters so far.</summary>
    internal int Length => length;

    /// <summary>Number of finished blocks.</summary>
    internal int BlockCount => blocks.Count;

    /// <summary>First heading of the first level; else the first heading if it opens the document.</summary>
    internal string? HeadingTitle { get; private set; }

    /// <summary>Headings above the current place, outermost first.</summary>
    internal IReadOnlyList<string> HeadingPath => headingPath ??= [.. headings.Select(h => h.Text)];

    /// <summary>Opens a block; one that is open is closed. The separator is written before its first text only.</summary>
    /// <param name="blockKind">Role.</param>
    /// <param name="blockLevel">Level of a heading.</param>
    /// <param name="blockPage">Page.</param>
    /// <param name="separatedBy">White space between the block before and this one.</param>
    /// <param name="beginsWith">Text before its first text, such as a list marker.</param>
    internal void Open(BlockKind blockKind, int blockLevel = 0, int? blockPage = null, string separatedBy = "\n\n", string beginsWith = "")
    {
        Close();
        (kind, level, page, separator, prefix, start, IsOpen) = (blockKind, blockLevel, blockPage, separatedBy, beginsWith, -1, true);
    }

    /// <summary>Closes the open block, if any; an empty one leaves nothing.</summary>
    internal void Close()
    {
        if (!IsOpen) return;
        IsOpen = false;
        if (start < 0) return;
        while (length > start && char.IsWhiteSpace(buffer[length - 1])) length--;
        blocks.Add(new Block(kind, start, length, level, page));
        if (kind == BlockKind.Heading) CloseHeading();
        start = -1;
    }

    /// <summary>Adds text as it is; white space at the start of a block is dropped (of code: empty lines).</summary>
    internal void Append(ReadOnlySpan<char> text)
    {
        if (start < 0 && !Begin(ref text)) return;
        Reserve(text.Length);
        text.CopyTo(buffer.AsSpan(length));
        length += text.Length;
    }

    /// <summary>Adds text with each run of white space as one space.</summary>
    internal void AppendCollapsed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var word = 0;
            while (word < text.Length && !char.IsWhiteSpace(text[word])) word++;
            if (word > 0) Append(text[..word]);
            text = text[word..];
            if (text.IsEmpty) return;
            var white = 0;
            while (white < text.Length && char.IsWhiteSpace(text[white])) white++;
            if (HasText && !char.IsWhiteSpace(buffer[length - 1])) Append(" ");
            text = text[white..];
        }
    }

    /// <summary>Adds a whole block.</summary>
    internal void Add(BlockKind blockKind, ReadOnlySpan<char> text, int blockLevel = 0, int? blockPage = null, string separatedBy = "\n\n")
    {
        Open(blockKind, blockLevel, blockPage, separatedBy);
        Append(text);
        Close();
    }

    /// <summary>Notes a picture at this place, under each of its possible uris.</summary>
    internal void AddImage(string pageUri, string? reference, ReadOnlySpan<char> alternativeText)
    {
        if (string.IsNullOrWhiteSpace(reference)) return;
        foreach (var uri in ContentUri.Resolve(pageUri, reference)) AddResolvedImage(uri, alternativeText);
    }

    /// <summary>Notes a picture at this place under a uri of the collection.</summary>
    internal void AddResolvedImage(string uri, ReadOnlySpan<char> alternativeText)
    {
        var alt = string.Join(' ', alternativeText.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (alt.Length > 1000) alt = alt[..(char.IsHighSurrogate(alt[999]) ? 999 : 1000)];
        images.Add(new ImageReference(uri, Clean(alt), HeadingPath));
    }

    /// <summary>Ends the document.</summary>
    internal ParsedDocument Build(ContentKind contentKind, string mediaType, string? title)
    {
        Close();
        CleanSpan(buffer.AsSpan(0, length));
        var cleanTitle = title is null ? null : Clean(title);
        if (string.IsNullOrWhiteSpace(cleanTitle)) cleanTitle = null;
        // A picture before the first heading stands under the title.
        for (var i = 0; cleanTitle is not null && i < images.Count && images[i].Headings.Count == 0; i++) images[i] = images[i] with { Headings = [cleanTitle] };
        return new ParsedDocument(contentKind, mediaType, cleanTitle, new string(buffer, 0, length), blocks) { Images = images };
    }

    private bool Begin(ref ReadOnlySpan<char> text)
    {
        if (!IsOpen) throw new InvalidOperationException("Text outside a block.");
        var from = 0;
        var line = 0;
        while (from < text.Length && (char.IsWhiteSpace(text[from]) || text[from] < ' '))
        {
            if (text[from++] == '\n') line = from;
        }

        if (from == text.Length) return false;
        text = text[(kind == BlockKind.Code ? line : from)..];
        if (length > 0) Put(separator);
        start = length;
        if (prefix.Length > 0) Put(prefix);
        return true;
    }

    private void Put(string text)
    {
        Reserve(text.Length);
        text.CopyTo(buffer.AsSpan(length));
        length += text.Length;
    }

    private void Reserve(int more)
    {
        if (length + (long)more > maxCharacters)
            throw new ContentRefusedException($"The text is longer than {maxCharacters} characters.");
        if (length + more <= buffer.Length) return;
        Array.Resize(ref buffer, (int)Math.Min(maxCharacters, Math.Max(length + more, 2L * buffer.Length)));
    }

    private void CloseHeading()
    {
        var text = Clean(new string(buffer, start, Math.Min(length - start, 200))).Replace('\n', ' ');
        while (headings.Count > 0 && headings[^1].Level >= level) headings.RemoveAt(headings.Count - 1);
        headings.Add((level, text));
        headingPath = null;
        if (HeadingTitle is null && (level == 1 || blocks.Count == 1)) HeadingTitle = text;
    }

    private static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAny(Unclean) < 0) return text.Trim();
        var copy = text.ToCharArray();
        CleanSpan(copy);
        return new string(copy).Trim();
    }

    /// <summary>Replaces one character by one, so that spans stay right.</summary>
    private static void CleanSpan(Span<char> text)
    {
        for (var at = text.IndexOfAny(Unclean); at < text.Length && at >= 0;)
        {
            var c = text[at];
            if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])) at += 2;
            else text[at++] = c == '\r' ? '\n' : c < ' ' || c is '\u007F' or '\uFEFF' ? ' ' : '\uFFFD';
            var step = text[at..].IndexOfAny(Unclean);
            if (step < 0) return;
            at += step;
        }
    }
}
