using Assistant.Core.Encoders;
using Assistant.Core.Retrieval.Reranking;
using Assistant.Inference.Encoders;
using Assistant.Native.OnnxRuntime;
using Microsoft.Extensions.Options;

namespace Assistant.Inference.Rerank;

/// <summary>Re-ranks by the cross-encoder that <see cref="RerankOptions.Model"/> names; it is loaded at the first search. Safe from many threads.</summary>
public sealed class CrossEncoderReranker : IReranker, IDisposable
{
    private readonly Lazy<CrossEncoder> model;

    /// <summary>Names the model; nothing is loaded yet.</summary>
    /// <exception cref="OptionsValidationException">No model is named.</exception>
    public CrossEncoderReranker(IOptions<RerankOptions> options, IOptions<EncoderEngineOptions> engine, IOptions<EncoderFoldersOptions> folders)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(folders);
        var name = options.Value.Model;
        if (string.IsNullOrWhiteSpace(name))
            throw new OptionsValidationException(RerankOptions.Section, typeof(RerankOptions), [$"{RerankOptions.Section}:Method is CrossEncoder, which needs {RerankOptions.Section}:Model: a folder with config.json, tokenizer.json and onnx/model.onnx, or ORG/NAME of a pulled model."]);
        var pulled = Path.Combine(folders.Value.Pulled, name);
        // A failure is kept, so that a damaged model is not read again for each search.
        model = new Lazy<CrossEncoder>(() => CrossEncoder.Load(!Directory.Exists(name) && Directory.Exists(pulled) ? pulled : name, engine.Value, CancellationToken.None));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<double>> ScoreAsync(string query, IReadOnlyList<string> passages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(passages);
        try
        {
            return await Task.Run(() => model.Value.Score(query, passages, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is EncoderLoadException or InvalidDataException or OnnxRuntimeException or ModelFormatException)
        {
            throw new RerankException(failure.Message, failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (model.IsValueCreated)
            model.Value.Dispose();
    }
}
