using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Assistant.Core.Content;
using Assistant.Ingestion.Parsing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Tests.Parsing;

/// <summary>A parser with a cache in memory, and the children that it found.</summary>
internal sealed class ParserFixture : IDisposable
{
    public ParserFixture(Action<ParsingOptions>? configure = null, ParsingEnvironment? environment = null)
    {
        var options = new ParsingOptions { Ocr = false };
        configure?.Invoke(options);
        Parser = new ContentParser(Options.Create(options), environment ?? new ParsingEnvironment(), Cache, NullLogger<ContentParser>.Instance);
    }

    public ContentParser Parser { get; }

    public MemoryCache Cache { get; } = new();

    public List<ChildContent> Children { get; } = [];

    public async Task<ParsedDocument> ParseAsync(string uri, byte[] bytes, IReadOnlyList<ImageReference>? captions = null)
    {
        var outcome = await TryAsync(uri, bytes, captions);
        return Assert.IsType<ParseOutcome.Parsed>(outcome).Document;
    }

    public Task<ParsedDocument> ParseAsync(string uri, string text) => ParseAsync(uri, Encoding.UTF8.GetBytes(text));

    public async Task<string> RefusedAsync(string uri, byte[] bytes) => Assert.IsType<ParseOutcome.Refused>(await TryAsync(uri, bytes)).Reason;

    public async Task<ParseOutcome> TryAsync(string uri, byte[] bytes, IReadOnlyList<ImageReference>? captions = null, CancellationToken cancellationToken = default)
    {
        var outcome = await Parser.ParseAsync(new ParseInput(uri, null, BlobHash.Of(bytes), bytes) { Captions = captions ?? [] }, Keep, cancellationToken);
        if (outcome is ParseOutcome.Parsed { Document: var document }) AssertIsSound(document);
        else Assert.NotEmpty((outcome as ParseOutcome.Refused)?.Reason ?? Assert.IsType<ParseOutcome.Unavailable>(outcome).Reason);
        return outcome;
    }

    public void Dispose() => Parser.Dispose();

    public static byte[] Zip(params (string Path, byte[] Bytes)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, bytes) in entries)
            {
                using var entry = archive.CreateEntry(path).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    /// <summary>The contract of a parsed document: clean text, blocks ascending, inside the text, without white space at their ends.</summary>
    private static void AssertIsSound(ParsedDocument document)
    {
        var end = 0;
        foreach (var block in document.Blocks)
        {
            Assert.InRange(block.Start, end, document.Text.Length);
            Assert.InRange(block.End, block.Start + 1, document.Text.Length);
            Assert.Equal(block.Kind == BlockKind.Heading, block.Level is >= 1 and <= 6);
            end = block.End;
        }

        for (var i = 0; i < document.Text.Length; i++)
        {
            var c = document.Text[i];
            Assert.False(c < ' ' && c is not ('\n' or '\t'), $"Control character {(int)c} at {i}.");
            if (char.IsHighSurrogate(c)) Assert.True(++i < document.Text.Length && char.IsLowSurrogate(document.Text[i]), "An unpaired surrogate.");
            else Assert.False(char.IsLowSurrogate(c), "An unpaired surrogate.");
        }
    }

    private ValueTask Keep(ChildContent child, CancellationToken cancellationToken)
    {
        Children.Add(child with { Bytes = child.Bytes.ToArray() });
        return ValueTask.CompletedTask;
    }

    internal sealed class MemoryCache : IDerivedCache
    {
        public ConcurrentDictionary<(BlobHash, string), string> Values { get; } = new();

        public ValueTask<string?> ReadAsync(BlobHash blob, string kind, CancellationToken cancellationToken = default) => new(Values.GetValueOrDefault((blob, kind)));

        public ValueTask WriteAsync(BlobHash blob, string kind, string value, CancellationToken cancellationToken = default)
        {
            Values[(blob, kind)] = value;
            return ValueTask.CompletedTask;
        }
    }
}

internal static class ParsedDocumentAssertions
{
    /// <summary>Kind (with level) and text of each block, one a line.</summary>
    public static string[] Shape(this ParsedDocument document) =>
        [.. document.Blocks.Select(b => $"{b.Kind}{(b.Level > 0 ? b.Level : "")}: {document.Text[b.Start..b.End]}")];
}
