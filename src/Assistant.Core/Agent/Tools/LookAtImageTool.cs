using System.Globalization;
using System.Text;
using Assistant.Core.Content;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Tools;

/// <summary><c>look_at_image</c>: everything that is known of a picture.</summary>
internal static class LookAtImageTool
{
    public static AIFunction Create(AgentScope scope, IContentStore store) => new ToolFunction(
        "look_at_image",
        "text in a picture, what it shows, pictures like it",
        ["image:string", "question?:string"],
        async (arguments, cancellationToken) =>
        {
            var name = arguments.Text("image");
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
            return new ToolOutput([new ShownPassage(passage, null, arguments.TextOrNull("question") ?? scope.Request.Question)]) { Text = about.ToString() };
        });
}
