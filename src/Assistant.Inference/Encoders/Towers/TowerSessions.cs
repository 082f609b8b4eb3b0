using Assistant.Inference.Encoders.Batching;
using Assistant.Inference.Encoders.Folders;
using Assistant.Native.OnnxRuntime;

namespace Assistant.Inference.Encoders.Towers;

/// <summary>
/// A loaded model, once for queries (several threads on one input) and, when documents come, once for them (one thread a batch,
/// many batches side by side). With one query thread, or on a GPU, both use the same.
/// </summary>
internal sealed class TowerSessions : IDisposable
{
    private const int MostQueryThreads = 8;

    private readonly OnnxSession queries;
    private readonly Lazy<OnnxSession> documents;
    private readonly Lock device = new();

    internal TowerSessions(OnnxRuntimeLibrary library, ModelFile file, EncoderEngineOptions options)
    {
        File = file;
        var threads = options.QueryThreads > 0 ? options.QueryThreads : Math.Min(Environment.ProcessorCount, MostQueryThreads);
        queries = new OnnxSession(library, file.Path, new OnnxSessionSettings { IntraOpThreads = threads });
        documents = threads == 1 || queries.OnCuda
            ? new Lazy<OnnxSession>(queries)
            : new Lazy<OnnxSession>(() => new OnnxSession(library, file.Path, new OnnxSessionSettings { IntraOpThreads = 1, UseCuda = false }));
    }

    internal ModelFile File { get; }

    internal OnnxRuntimeLibrary Library => queries.Library;

    internal bool OnCuda => queries.OnCuda;

    internal string? CudaProblem => queries.CudaProblem;

    internal IReadOnlyList<OnnxValueInfo> Inputs => queries.Inputs;

    internal IReadOnlyList<OnnxValueInfo> Outputs => queries.Outputs;

    /// <summary>Runs the model.</summary>
    internal OnnxTensor Run(OnnxTensor[] inputs, int output, EncodingLane lane, CancellationToken cancellationToken)
    {
        if (!OnCuda) return (lane == EncodingLane.Query ? queries : documents.Value).Run(inputs, output, cancellationToken);
        // A GPU computes one batch at a time anyway; meanwhile the other threads read pictures.
        lock (device) return queries.Run(inputs, output, cancellationToken);
    }

    public void Dispose()
    {
        if (documents.IsValueCreated) documents.Value.Dispose();
        queries.Dispose();
    }
}
