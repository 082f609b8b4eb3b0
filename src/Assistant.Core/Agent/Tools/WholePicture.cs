using Assistant.Core.Content;

namespace Assistant.Core.Agent.Tools;

/// <summary>A picture as one passage: its captions and the text in it stand under several chunks, and belong together.</summary>
internal static class WholePicture
{
    /// <summary>The passage of everything that is said of a picture; the passage itself when it changed meanwhile.</summary>
    public static async ValueTask<Passage> OfAsync(Passage passage, IContentStore store, CancellationToken cancellationToken) =>
        await store.ReadTextAsync(passage.DocumentId, cancellationToken).ConfigureAwait(false) is { Text.Length: > 0 } text && text.Version == passage.Version
            ? passage with { Text = text.Text, Chunk = passage.Chunk with { Start = 0, End = text.Text.Length } }
            : passage;
}
