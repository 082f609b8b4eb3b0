using System.Diagnostics;
using Assistant.Inference.Encoders;
using Assistant.Native.OnnxRuntime;

namespace Assistant.Evals.Bench;

/// <summary>The engine alone: its defaults (all cores, spinning), one tensor that is ready.</summary>
internal sealed class BareEngine : IDisposable
{
    private readonly OnnxSession session;
    private readonly OnnxTensor batch;
    private readonly int batchSize;

    internal BareEngine(string model, EncoderEngineOptions options, int batchSize)
    {
        var library = OnnxRuntimeLibrary.Open(options.OnnxRuntimeLibrary);
        session = new OnnxSession(library, model, new OnnxSessionSettings { Spinning = true });
        var random = new Random(3);
        var pixels = new float[batchSize * 3 * 224 * 224];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (float)random.NextDouble();
        batch = OnnxTensor.Over<float>(library, pixels, batchSize, 3, 224, 224);
        this.batchSize = batchSize;
    }

    internal TimeSpan Run(int images, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        for (var done = 0; done < images; done += batchSize) session.Run([batch], 0, cancellationToken).Dispose();
        return Stopwatch.GetElapsedTime(started);
    }

    public void Dispose()
    {
        batch.Dispose();
        session.Dispose();
    }
}
