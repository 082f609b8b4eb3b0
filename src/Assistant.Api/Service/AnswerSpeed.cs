using System.Diagnostics.Metrics;
using Assistant.Inference.Llm;

namespace Assistant.Api.Service;

/// <summary>Tokens a second of the local language model, over its last answers. A singleton; safe from many threads.</summary>
internal sealed class AnswerSpeed : IDisposable
{
    private const string Instrument = "assistant.llm.speed";

    /// <summary>Weight of the newest answer.</summary>
    private const double Newest = 0.3;

    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private double? _tokensPerSecond;

    public AnswerSpeed()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == LlmTelemetry.Name && instrument.Name == Instrument)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, speed, _, _) =>
        {
            lock (_lock)
                _tokensPerSecond = _tokensPerSecond is { } before ? before + (Newest * (speed - before)) : speed;
        });
        _listener.Start();
    }

    /// <summary>A moving average; null before the first answer.</summary>
    public double? TokensPerSecond
    {
        get
        {
            lock (_lock)
                return _tokensPerSecond;
        }
    }

    public void Dispose() => _listener.Dispose();
}
