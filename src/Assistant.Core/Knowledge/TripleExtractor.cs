using Assistant.Core.Content;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Knowledge;

/// <summary>Takes triples from parsed documents, as <see cref="TripleOptions.Source"/> says. Safe from many threads.</summary>
public sealed class TripleExtractor
{
    internal const string NeedsModel = $"{TripleOptions.Section}:Source is Model, which needs a language model. Set Assistant:Chat:Endpoint and Assistant:Chat:Model or Assistant:Llm:Model, or Source to Rules.";

    private readonly TripleOptions options;
    private readonly TripleModel? model;

    /// <summary>Takes them by rules, or by the model.</summary>
    /// <exception cref="OptionsValidationException">The model is to take them, and there is none.</exception>
    public TripleExtractor(IOptions<TripleOptions> options, IChatClient? chat = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options.Value;
        if (this.options.Source != TripleSource.Model)
            return;
        model = new TripleModel(chat ?? throw new OptionsValidationException(TripleOptions.Section, typeof(TripleOptions), [NeedsModel]));
    }

    /// <summary>Takes the triples of a document; none of pictures, and none when they are off.</summary>
    /// <param name="document">The parse.</param>
    /// <param name="chunks">Its chunks.</param>
    /// <param name="cancellationToken">Cancels between passages.</param>
    /// <exception cref="Answering.ChatModelException">The model cannot be reached, or refuses.</exception>
    public async ValueTask<IReadOnlyList<Triple>> ExtractAsync(ParsedDocument document, IReadOnlyList<Chunk> chunks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(chunks);
        if (options.Source == TripleSource.None || document.Kind != ContentKind.Text)
            return [];
        return model is null ? TripleRules.Extract(document, options.MaxPerDocument) : await model.ExtractAsync(document, chunks, options.MaxPerDocument, cancellationToken).ConfigureAwait(false);
    }
}
