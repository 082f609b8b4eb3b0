using System.Globalization;
using System.Text;
using Assistant.Core.Agent.Vision;
using Assistant.Core.Content;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Tools;

/// <summary><c>look_at_image</c>: everything that is known of a picture of the collections, or of the one that goes with the question.</summary>
internal static class LookAtImageTool
{
    private const long LargestPicture = 64 << 20;

    public static AIFunction Create(AgentScope scope, IContentStore store, IBlobStore blobs, PictureInspector inspector) => new ToolFunction(
        "look_at_image",
        "text in a picture, what it shows, pictures like it",
        ["image:string", "question?:string"],
        async (arguments, cancellationToken) =>
        {
            var name = arguments.Text("image");
            var question = arguments.TextOrNull("question") ?? scope.Request.Question;
            if (!scope.Request.Image.IsEmpty && string.Equals(name.Trim(), AgentPrompt.UserImage, StringComparison.OrdinalIgnoreCase))
            {
                var (seen, likeIt) = await inspector.DescribeAsync(scope.Request.Image, null, "", [], question, scope, cancellationToken).ConfigureAwait(false);
                return new ToolOutput(likeIt) { Text = seen.Length > 0 ? seen : likeIt.Count > 0 ? "" : "No text and nothing known is seen in it." };
            }

            var document = await scope.FindAsync(store, name, cancellationToken).ConfigureAwait(false);
            if (document is null || document.Kind != ContentKind.Image)
                throw new ToolException(document is null ? $"there is no picture {name}" : $"{name} is a text; open_document reads it");
            var text = await store.ReadTextAsync(document.Id, cancellationToken).ConfigureAwait(false) ?? throw new ToolException($"{name} has not been read yet");
            var about = new StringBuilder();
            if (document.Pixels is { } pixels)
                about.Append(CultureInfo.InvariantCulture, $"{pixels.Width} x {pixels.Height} pixels");
            var captions = await store.ReadCaptionsAsync(document.Collection, document.Uri, cancellationToken).ConfigureAwait(false);
            foreach (var place in captions.Select(caption => string.Join(" › ", caption.Headings)).Where(place => place.Length > 0).Distinct())
                about.Append(about.Length > 0 ? "\n" : "").Append("shown under: ").Append(place);
            var chunk = new Chunk(0, text.Text.Length, [], null, BlockKind.Caption);
            var passage = new Passage(0, document.Id, text.Version, document.Collection, document.Uri, text.Title, ContentKind.Image, chunk, text.Text);
            var bytes = await blobs.ReadAsync(document.Blob, LargestPicture, cancellationToken).ConfigureAwait(false) ?? throw new ToolException($"{name} was deleted meanwhile");
            var (words, alike) = await inspector.DescribeAsync(bytes, document.Id, text.Text, [.. captions.Select(caption => caption.Alt).Where(alt => alt.Length > 0)], question, scope, cancellationToken).ConfigureAwait(false);
            if (words.Length > 0)
                about.Append(about.Length > 0 ? "\n" : "").Append(words);
            return new ToolOutput([new ShownPassage(passage, null, question), .. alike]) { Text = about.ToString(), Picture = bytes };
        });
}
