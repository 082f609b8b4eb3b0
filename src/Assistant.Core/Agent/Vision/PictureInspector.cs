using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using Assistant.Core.Agent.Tools;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Agent.Vision;

/// <summary>
/// Puts a picture into words for a model that sees none (MM-REACT, arXiv:2303.11381; Visual ChatGPT, arXiv:2303.04671): each part is
/// switched by <see cref="VisionOptions"/>, and none is told where it has nothing to say. Safe from many threads.
/// </summary>
internal sealed class PictureInspector(IRetriever retriever, IContentStore store, IEncoderDirectory encoders, PictureLabels labels, IOptions<VisionOptions> options, IPictureReader? reader = null)
{
    private const int MostLines = 10;
    private const int MostAlike = 2;
    private const int MostDemonstrations = 3;
    private const int PatchesASide = 3;
    private const int MostPatches = 2;

    /// <summary>What can be said of a picture beside its stored text.</summary>
    /// <param name="picture">The encoded picture.</param>
    /// <param name="self">Its document; null for a picture of the question.</param>
    /// <param name="text">Its stored text; empty for none.</param>
    /// <param name="captions">What pages say of it.</param>
    /// <param name="question">What is asked of it.</param>
    /// <param name="scope">What may be read: pictures like it are looked for within it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Words, and pictures like it as passages.</returns>
    /// <exception cref="ToolException">The picture cannot be read.</exception>
    public async ValueTask<(string Words, IReadOnlyList<ShownPassage> Alike)> DescribeAsync(
        ReadOnlyMemory<byte> picture, DocumentId? self, string text, IReadOnlyList<string> captions, string question, AgentScope scope, CancellationToken cancellationToken)
    {
        var told = options.Value;
        var words = new List<string>();
        try
        {
            var lines = reader is null || !(told.Positions || told.Patches) ? [] : await reader.ReadAsync(picture, cancellationToken).ConfigureAwait(false);
            if (told.Patches && reader is not null)
                words.AddRange(await PatchesAsync(picture, lines, question, cancellationToken).ConfigureAwait(false));
            if (told.Positions)
                words.AddRange(lines.Take(MostLines).Select(line => $"{line.Region}: {line.Text}"));
            if (told.Labels && await labels.OfAsync(picture, cancellationToken).ConfigureAwait(false) is { Count: > 0 } named)
                words.Add($"looks like: {string.Join(", ", named.Select(label => string.Create(CultureInfo.InvariantCulture, $"{label.Name} ({label.Share:0.00})")))}");
        }
        catch (InvalidDataException failure)
        {
            throw new ToolException($"the picture cannot be looked at: {failure.Message}", failure);
        }

        if (told.Demonstrations)
            words.AddRange(CaptionQuestions.Of(captions, text.Split('\n')).Take(MostDemonstrations).Select(example => $"Q: {example.Question} A: {example.Answer}"));
        var alike = told.Alike ? await AlikeAsync(picture, self, scope, cancellationToken).ConfigureAwait(false) : [];
        return (new StringBuilder().AppendJoin('\n', words).ToString(), alike);
    }

    /// <summary>The parts that are most like the question, with the text in them; a part without text says nothing.</summary>
    private async ValueTask<IEnumerable<string>> PatchesAsync(ReadOnlyMemory<byte> picture, IReadOnlyList<PictureLine> lines, string question, CancellationToken cancellationToken)
    {
        if (lines.Count == 0 || encoders.ForQueries(EncoderRole.Image) is not { Text: { } words, Image: { } pixels })
            return [];
        var patches = await reader!.CutAsync(picture, PatchesASide, cancellationToken).ConfigureAwait(false);
        var asked = await words.GenerateAsync([question], EncoderInput.Query, cancellationToken).ConfigureAwait(false);
        var looks = await pixels.GenerateAsync(patches.Select(patch => new DataContent(patch.Image, "image/png")), EncoderInput.Query, cancellationToken).ConfigureAwait(false);
        return patches
            .Select((patch, i) => (Patch: patch, Cosine: TensorPrimitives.Dot(looks[i].Vector.Span, asked[0].Vector.Span), Lines: lines.Where(patch.Holds).ToList()))
            .Where(part => part.Lines.Count > 0)
            .OrderByDescending(part => part.Cosine).Take(MostPatches)
            .Select(part => $"most like the question, {part.Patch.Region}: {string.Join("; ", part.Lines.Select(line => line.Text))}")
            .ToList();
    }

    private async ValueTask<IReadOnlyList<ShownPassage>> AlikeAsync(ReadOnlyMemory<byte> picture, DocumentId? self, AgentScope scope, CancellationToken cancellationToken)
    {
        if (encoders.ForQueries(EncoderRole.Image) is not { Image: not null })
            return [];
        var found = await retriever.SearchAsync(scope.Search("", MostAlike + 1) with { Image = picture, Kind = ContentKind.Image }, cancellationToken).ConfigureAwait(false);
        var shown = new List<ShownPassage>();
        foreach (var hit in found.Hits.Where(hit => hit.Passage.DocumentId != self).Take(MostAlike))
        {
            var captions = await store.ReadCaptionsAsync(hit.Passage.Collection, hit.Passage.Uri, cancellationToken).ConfigureAwait(false);
            if (captions.FirstOrDefault(caption => caption.Alt.Length > 0) is { } caption)
                shown.Add(new ShownPassage(hit.Passage, $"like it: {caption.Alt}", caption.Alt));
        }

        return shown;
    }
}
